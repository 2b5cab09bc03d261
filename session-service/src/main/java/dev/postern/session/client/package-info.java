/** Who is on the other end of a request. */
package dev.postern.session.client;
