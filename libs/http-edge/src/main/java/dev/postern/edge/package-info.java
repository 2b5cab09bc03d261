/**
 * What every service does where HTTP enters: request id, client address, CORS and the body limit.
 */
package dev.postern.edge;
