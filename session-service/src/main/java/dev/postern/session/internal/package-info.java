/** What the other services ask of sessions and users; never routed by a gateway. */
package dev.postern.session.internal;
