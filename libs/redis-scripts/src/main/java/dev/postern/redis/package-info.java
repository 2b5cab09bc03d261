/**
 * Atomic steps in Redis: Lua scripts run by their digest, and the token buckets built on them, so
 * that every replica counts in the same place.
 */
package dev.postern.redis;
