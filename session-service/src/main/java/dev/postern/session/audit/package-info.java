/** The audit log: what happened to users, by whom, from where. */
package dev.postern.session.audit;
