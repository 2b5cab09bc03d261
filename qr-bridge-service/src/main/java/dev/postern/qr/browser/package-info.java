/**
 * The page's side: its socket, what it may say, what it is told, and polling where sockets are
 * blocked.
 *
 * <p>The socket is Vert.x's own server WebSocket rather than a framework's: frames are put together
 * here, so that what one client can make the server hold is bounded in bytes, in fragments and in
 * answers it does not read.
 */
package dev.postern.qr.browser;
