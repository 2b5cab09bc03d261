/** Access tokens, refresh tokens, and the grants that exchange something for them. */
package dev.postern.session.token;
