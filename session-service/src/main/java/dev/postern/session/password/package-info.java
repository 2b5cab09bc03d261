/** Passwords: what they must be, how they are hashed, and the threads that do it. */
package dev.postern.session.password;
