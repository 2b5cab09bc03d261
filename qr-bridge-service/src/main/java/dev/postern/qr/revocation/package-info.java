/** Which sessions were revoked while their access tokens still verify. */
package dev.postern.qr.revocation;
