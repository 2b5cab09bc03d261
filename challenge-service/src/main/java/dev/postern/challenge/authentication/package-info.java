/** Options of the authentication ceremony (WebAuthn Level 3 §5.5). */
package dev.postern.challenge.authentication;
