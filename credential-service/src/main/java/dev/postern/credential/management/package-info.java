/** Listing, renaming and deleting passkeys, by their owner or by an administrator. */
package dev.postern.credential.management;
