/** Users: who they are, how the API shows them, how they change, and what others are told. */
package dev.postern.session.user;
