/**
 * The phone's side: claim, approve, deny, state; in the bridge's own dialect and, where an
 * application asks for it, in the shape Keyri's clients know.
 */
package dev.postern.qr.claim;
