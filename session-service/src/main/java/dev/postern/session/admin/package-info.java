/** What administrators do to users and read of them, with the secret key or an admin's token. */
package dev.postern.session.admin;
