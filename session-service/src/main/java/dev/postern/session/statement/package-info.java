/** Single native statements, each answering with one JSON document. */
package dev.postern.session.statement;
