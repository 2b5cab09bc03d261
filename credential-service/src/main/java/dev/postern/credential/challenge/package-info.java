/** challenge-service as this service sees it: it gives each challenge away once. */
package dev.postern.credential.challenge;
