/**
 * The web applications whose users are signed in by QR code: what an administrator says of them,
 * and their part of the project's settings.
 */
package dev.postern.session.qr;
