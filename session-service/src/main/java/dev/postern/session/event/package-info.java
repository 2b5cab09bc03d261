/** How events of the other services arrive here. */
package dev.postern.session.event;
