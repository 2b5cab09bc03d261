/** The mails that tell users what happened to their account without being asked. */
package dev.postern.session.notice;
