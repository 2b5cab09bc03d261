/**
 * What WebAuthn Level 3 §7 asks of a relying party, behind a port of two verbs. Only {@link
 * dev.postern.credential.relyingparty.WebAuthn4jRelyingParty} knows the engine.
 */
package dev.postern.credential.relyingparty;
