/** The proof that a signed-in user is still the user: a nonce by mail, or the current password. */
package dev.postern.session.reauthentication;
