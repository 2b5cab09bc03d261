/** Which applications may take part in hand-offs, from the project's settings. */
package dev.postern.qr.application;
