/** Where links in mails may lead. */
package dev.postern.session.redirect;
