/**
 * A passkey in software, written from the WebAuthn specification with nothing but the JDK, so that
 * a mistake of the engine under test is not repeated by its test.
 */
package dev.postern.testkit.authenticator;
