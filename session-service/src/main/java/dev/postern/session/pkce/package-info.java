/**
 * PKCE (RFC 7636) for links in mails: a challenge with the request, a code instead of a session.
 */
package dev.postern.session.pkce;
