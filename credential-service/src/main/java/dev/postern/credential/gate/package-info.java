/** What stands before the endpoints: the passkey switch, the caller's session and its state. */
package dev.postern.credential.gate;
