/** Puts the native JCA provider first and proves at start that signatures are checked. */
package dev.postern.crypto;
