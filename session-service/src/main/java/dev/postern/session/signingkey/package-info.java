/**
 * The keys that sign access tokens: a ring in Postgres, sealed with the master key, published as a
 * JSON Web Key Set.
 */
package dev.postern.session.signingkey;
