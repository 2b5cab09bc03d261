/**
 * The ceremonies of WebAuthn as pure computations over what a browser sent: reading it, and judging
 * it step by step.
 */
package dev.postern.credential.relyingparty;
