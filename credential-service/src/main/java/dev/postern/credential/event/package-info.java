/** What this service does about events of others. */
package dev.postern.credential.event;
