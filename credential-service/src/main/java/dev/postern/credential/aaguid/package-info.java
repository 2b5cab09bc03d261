/** What authenticators are called. */
package dev.postern.credential.aaguid;
