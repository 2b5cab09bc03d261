/** Issues ceremony options and owns the life of a challenge. Its only store is Redis. */
package dev.postern.challenge;
