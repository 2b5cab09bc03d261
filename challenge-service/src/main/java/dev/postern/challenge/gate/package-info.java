/**
 * Who may ask for registration options, as far as the projections tell; verification asks again
 * with authority.
 */
package dev.postern.challenge.gate;
