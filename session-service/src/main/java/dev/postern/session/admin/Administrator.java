package dev.postern.session.admin;

import dev.postern.session.audit.Actor;
import dev.postern.session.user.UserEntity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who acts, for the audit log.
 *
 * @param address where the request came from
 */
record Administrator(Actor actor, String address) {

    /** What an entry tells of the user it is about. */
    static Map<String, Object> about(UserEntity user) {
        Map<String, Object> traits = new LinkedHashMap<>();
        traits.put("user_id", user.id.toString());
        traits.put("user_email", user.email == null ? "" : user.email);
        traits.put("user_phone", user.phone == null ? "" : user.phone);
        return traits;
    }
}
