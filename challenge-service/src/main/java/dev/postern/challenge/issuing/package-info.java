/** The life of a challenge: issued once, consumed once, kept in Redis and nowhere else. */
package dev.postern.challenge.issuing;
