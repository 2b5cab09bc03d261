/** session-service as this service sees it: it knows users and sessions, and opens sessions. */
package dev.postern.credential.session;
