/** How many requests are let through. */
package dev.postern.session.limit;
