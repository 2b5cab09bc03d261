/** What runs in the login page: one page, one script, one style sheet, all of our own making. */
package dev.postern.qr.widget;
