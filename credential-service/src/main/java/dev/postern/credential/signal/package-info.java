/** What a page needs to keep the user's passkey provider in step (WebAuthn Level 3 §5.1.10). */
package dev.postern.credential.signal;
