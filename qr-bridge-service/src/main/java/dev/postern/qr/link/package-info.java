/** What the link host answers: the files by which phones open the app, and a page without it. */
package dev.postern.qr.link;
