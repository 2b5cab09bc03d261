package dev.postern.session.session;

import dev.postern.session.user.User;

/** A session that was just opened or refreshed, with the user it belongs to. */
public record OpenedSession(User user, SessionState session) {}
