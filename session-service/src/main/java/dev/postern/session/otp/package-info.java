/** Signing in without a password: codes and links that an e-mail address is all it takes to get. */
package dev.postern.session.otp;
