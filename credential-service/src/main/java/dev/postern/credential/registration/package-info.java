/** The second half of the registration ceremony: an authenticator's answer becomes a record. */
package dev.postern.credential.registration;
