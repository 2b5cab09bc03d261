/**
 * The edge of the local stack: lets the listed routes through to the services and nothing else, and
 * serves the demo site and the mail page.
 */
package dev.postern.local.gateway;
