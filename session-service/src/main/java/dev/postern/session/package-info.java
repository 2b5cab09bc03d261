/**
 * session-service: users, sessions, tokens, signing keys, mail, project settings and the audit log.
 *
 * <p>Each package is one feature; {@code statement} runs the statements that the hot paths consist
 * of.
 */
package dev.postern.session;
