/**
 * Tests that need the whole suite: the unmodified client library and a real browser against the
 * local stack, with the services as processes of their own.
 */
package dev.postern.e2e;
