/**
 * Who is calling: access tokens verified by JWKS, project API keys, and the service token of {@code
 * /internal}. A resource method says with {@link dev.postern.auth.Requires} whom it serves; one
 * that says nothing serves nobody.
 */
package dev.postern.auth;
