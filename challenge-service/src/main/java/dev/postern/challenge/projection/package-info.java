/**
 * What this service knows of users, sessions and credentials: projections of the others' events,
 * kept in Redis with the offsets they reach to. They make options fast and are never the authority:
 * whatever they miss, verification asks the owners.
 */
package dev.postern.challenge.projection;
