/**
 * Real PostgreSQL, Redis, Kafka and SMTP servers without Docker, for tests and for the local stack.
 * Every server listens on 127.0.0.1 only.
 */
package dev.postern.embedded;
