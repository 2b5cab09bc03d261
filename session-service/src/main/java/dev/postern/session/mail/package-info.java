/** The mails of the project. */
package dev.postern.session.mail;
