/** Options of the registration ceremony (WebAuthn Level 3 §5.4). */
package dev.postern.challenge.registration;
