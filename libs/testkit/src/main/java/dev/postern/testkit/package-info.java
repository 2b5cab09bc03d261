/**
 * What tests of the services share: real servers without Docker, a client of the event bus, and the
 * check of events against their published schemas.
 */
package dev.postern.testkit;
