/**
 * Runs the whole suite on one machine without Docker: the same services and the same wiring as in
 * production, with the servers they need embedded.
 */
package dev.postern.local;
