package dev.postern.qr.handoff;

import dev.postern.redis.RedisScript;

/** Every move of a hand-off as one step in Redis: it compares and sets, or refuses. */
final class HandoffScripts {

    /** KEYS hand-off; ARGV _, sid. Returns the time, the page and this hand-off. */
    static final RedisScript PEEK =
            Lua.script(
                    """
                    local s = load(ARGV[2])
                    if not s.st then return {string.format('%.0f', now), {}} end
                    return {string.format('%.0f', now), flat(read(ckey(s.cid))),
                        {ARGV[2], flat(s)}}
                    """);

    /**
     * KEYS hand-off; ARGV _, sid, app, user, device id, handshake hash, h, life, event members,
     * nonce, device, risk, risk status, matching, user hint, resume window.
     */
    static final RedisScript CLAIM =
            Lua.script(
                    """
                    local sid = ARGV[2]
                    local s = load(sid)
                    if not s.st then return {'session_not_found'} end
                    if s.app ~= ARGV[3] then return {'app_key_mismatch'} end
                    local again = s.st == 'CLAIMED' and s.uid == ARGV[4] and s.did == ARGV[5]
                    if s.st == 'CLAIMED' and not again then return {'already_claimed'} end
                    if s.st ~= 'NEW' and not again then return {finished(s)} end
                    local c = read(ckey(s.cid))
                    if not c.app or (c.gone and now - c.gone > tonumber(ARGV[16])) then
                        return {'browser_gone'}
                    end
                    if ARGV[7] ~= '' and ARGV[7] ~= c.h then
                        emit('mismatch', sid, s, '"reason":"key"')
                        return {'key_mismatch'}
                    end
                    s.ev = ARGV[9]
                    redis.call('HSET', skey(sid), 'uid', ARGV[4], 'did', ARGV[5], 'hs', ARGV[6],
                        'ev', ARGV[9], 'mcn', ARGV[10], 'dev', ARGV[11], 'risk', ARGV[12],
                        'rs', ARGV[13], 'mc', ARGV[14], 'hint', ARGV[15])
                    if not again then
                        for _, other in ipairs(words(c.ids)) do
                            local o = load(other)
                            if other ~= sid and o.st == 'NEW' then
                                move(other, o, 'CANCELLED', 0)
                            end
                        end
                        redis.call('HSET', ckey(s.cid), 'bound', sid, 'ids', sid)
                        move(sid, s, 'CLAIMED', tonumber(ARGV[8]))
                        emit('claimed', sid, s)
                    end
                    return {'ok', c.node, s.cid, string.format('%.0f', s.exp)}
                    """);

    /**
     * KEYS hand-off; ARGV _, sid, app, user, handshake hash, ciphertext hash, ciphertext, scheme,
     * life, digits match, replica that waits, trust the browser.
     */
    static final RedisScript APPROVE =
            Lua.script(
                    """
                    local sid = ARGV[2]
                    local s = load(sid)
                    if not s.st then return {'session_not_found'} end
                    if s.app ~= ARGV[3] then return {'app_key_mismatch'} end
                    if s.st == 'NEW' then return {'not_claimed'} end
                    if s.st == 'EXPIRED' or s.st == 'CANCELLED' then return {finished(s)} end
                    if s.hs ~= ARGV[5] or s.uid ~= ARGV[4] then return {'invalid_handshake'} end
                    local node = redis.call('HGET', ckey(s.cid), 'node') or ''
                    if (s.st == 'APPROVED' or s.st == 'DELIVERED') and s.cth == ARGV[6] then
                        redis.call('HSET', skey(sid), 'rep', ARGV[11])
                        return {s.st, node, s.cid}
                    end
                    if s.st ~= 'CLAIMED' then return {'already_completed'} end
                    if s.rs == 'deny' then
                        redis.call('HSET', skey(sid), 'code', 'risk_denied')
                        move(sid, s, 'DENIED', 0)
                        emit('denied', sid, s, '"reason":"risk"')
                        return {'risk_denied', node, s.cid}
                    end
                    if s.mc == '1' and ARGV[10] ~= '1' then
                        emit('mismatch', sid, s, '"reason":"digits"')
                        if redis.call('HINCRBY', skey(sid), 'tries', 1) >= 2 then
                            redis.call('HSET', skey(sid), 'code', 'risk_denied')
                            move(sid, s, 'DENIED', 0)
                            emit('denied', sid, s, '"reason":"digits"')
                        end
                        return {'verification_failed', node, s.cid}
                    end
                    redis.call('HSET', skey(sid), 'cth', ARGV[6], 'ct', ARGV[7], 'enc', ARGV[8],
                        'rep', ARGV[11], 'tb', ARGV[12])
                    move(sid, s, 'APPROVED', tonumber(ARGV[9]))
                    emit('approved', sid, s)
                    return {'APPROVED', node, s.cid}
                    """);

    /** KEYS hand-off; ARGV _, sid, app, user, handshake hash, reason. */
    static final RedisScript DENY =
            Lua.script(
                    """
                    local sid = ARGV[2]
                    local s = load(sid)
                    if not s.st then return {'session_not_found'} end
                    if s.app ~= ARGV[3] then return {'app_key_mismatch'} end
                    if s.st == 'NEW' then return {'not_claimed'} end
                    if s.st == 'EXPIRED' or s.st == 'CANCELLED' then return {finished(s)} end
                    if s.hs ~= ARGV[5] or s.uid ~= ARGV[4] then return {'invalid_handshake'} end
                    local node = redis.call('HGET', ckey(s.cid), 'node') or ''
                    if s.st == 'DENIED' then return {'DENIED', node, s.cid} end
                    if s.st ~= 'CLAIMED' then return {'already_completed'} end
                    redis.call('HSET', skey(sid), 'code',
                        s.rs == 'deny' and 'risk_denied' or 'access_denied')
                    move(sid, s, 'DENIED', 0)
                    emit('denied', sid, s, '"reason":"' .. ARGV[6] .. '"')
                    return {'DENIED', node, s.cid}
                    """);

    /** KEYS hand-off; ARGV _, sid, cid, whether the page could open it. */
    static final RedisScript ACKNOWLEDGE =
            Lua.script(
                    """
                    local sid = ARGV[2]
                    local s = load(sid)
                    if s.st ~= 'APPROVED' or s.cid ~= ARGV[3] then return {'ignored'} end
                    if ARGV[4] == '1' then
                        move(sid, s, 'DELIVERED', 0)
                        emit('delivered', sid, s)
                        local trust = s.tb == '1' and redis.call('HGET', ckey(s.cid), 'tk') or ''
                        return {'DELIVERED', s.rep, s.app, s.uid, trust or ''}
                    end
                    move(sid, s, 'CANCELLED', 0)
                    emit('mismatch', sid, s, '"reason":"decrypt"')
                    return {'CANCELLED', s.rep}
                    """);

    /** KEYS hand-off; ARGV _, sid, app, user, handshake hash, shortest interval. */
    static final RedisScript STATUS =
            Lua.script(
                    """
                    local s = load(ARGV[2])
                    if not s.st then return 'session_not_found' end
                    if s.app ~= ARGV[3] then return 'app_key_mismatch' end
                    if s.st == 'NEW' or not s.hs then
                        return s.st == 'NEW' and 'not_claimed' or finished(s)
                    end
                    if s.hs ~= ARGV[5] or s.uid ~= ARGV[4] then return 'invalid_handshake' end
                    if s.polled and now - s.polled < tonumber(ARGV[6]) then return 'slow_down' end
                    redis.call('HSET', skey(ARGV[2]), 'polled', string.format('%.0f', now))
                    return s.st
                    """);

    private HandoffScripts() {}
}
