/** The second half of the authentication ceremony: an assertion becomes a session. */
package dev.postern.credential.authentication;
