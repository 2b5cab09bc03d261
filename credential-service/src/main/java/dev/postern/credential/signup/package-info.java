/** Signing up with a passkey: a new user's first credential, and no password. */
package dev.postern.credential.signup;
