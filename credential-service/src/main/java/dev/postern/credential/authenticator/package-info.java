/**
 * What an authenticator writes, read strictly: CBOR, authenticator data and public keys. Nothing
 * here judges a ceremony; every reader is bounded in depth, memory and time by the bytes it is
 * given.
 */
package dev.postern.credential.authenticator;
