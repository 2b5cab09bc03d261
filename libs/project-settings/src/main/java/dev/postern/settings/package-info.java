/**
 * The settings of a project: what they are, which values make sense, and how every service comes to
 * know them. session-service owns them; the others read them from a compacted topic.
 */
package dev.postern.settings;
