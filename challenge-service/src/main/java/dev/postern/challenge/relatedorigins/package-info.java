/** Tells browsers which sites share the passkeys of this relying party. */
package dev.postern.challenge.relatedorigins;
