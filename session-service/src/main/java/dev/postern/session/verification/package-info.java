/** Codes and links that prove an address: issued, mailed, and used once. */
package dev.postern.session.verification;
