/** How people become users. */
package dev.postern.session.signup;
