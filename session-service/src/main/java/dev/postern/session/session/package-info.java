/** Sessions: opened, shown to clients, checked at every request, revoked. */
package dev.postern.session.session;
