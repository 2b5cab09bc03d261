/**
 * credential-service: verifies what authenticators answer, keeps the credential records and lets
 * their owners and administrators manage them.
 */
package dev.postern.credential;
