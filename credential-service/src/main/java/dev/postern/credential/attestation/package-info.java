/**
 * Attestation (WebAuthn Level 3 §6.5, §8): whether a statement is right in its own terms, and
 * whether the operator trusts who made it. One class here is the only importer of the engine.
 */
package dev.postern.credential.attestation;
