package dev.postern.qr.handoff;

import dev.postern.redis.RedisScript;

/** What happens to a page, each as one step in Redis. */
final class PageScripts {

    /** KEYS page; ARGV _, life, node, resume hash, field, value, … */
    static final RedisScript OPEN =
            Lua.script(
                    """
                    for i = 5, #ARGV, 2 do
                        redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
                    end
                    redis.call('HSET', KEYS[1], 'node', ARGV[3], 'rh', ARGV[4])
                    redis.call('PEXPIRE', KEYS[1], ARGV[2])
                    return 'ok'
                    """);

    /** KEYS page; ARGV _, cid, new sid, its public name, life, rotation. */
    static final RedisScript ISSUE =
            Lua.script(
                    """
                    local c = read(KEYS[1])
                    if not c.app then return 'browser_gone' end
                    if c.bound then
                        if active(load(c.bound)) then return 'already_claimed' end
                        redis.call('HDEL', KEYS[1], 'bound')
                    end
                    local ids = words(c.ids)
                    local kept = ARGV[3]
                    if #ids > 0 and load(ids[#ids]).st == 'NEW' then
                        kept = ids[#ids] .. ' ' .. kept
                    end
                    redis.call('HSET', KEYS[1], 'ids', kept, 'rot',
                        string.format('%.0f', now + ARGV[6]))
                    local s = {hid = ARGV[4], evc = c.evc}
                    redis.call('HSET', skey(ARGV[3]), 'app', c.app, 'cid', ARGV[2],
                        'hid', ARGV[4], 'evc', c.evc)
                    move(ARGV[3], s, 'NEW', tonumber(ARGV[5]))
                    emit('created', ARGV[3], s)
                    return string.format('%.0f', s.exp)
                    """);

    /** KEYS page; ARGV _. Returns the time, the page and each of its hand-offs. */
    static final RedisScript LOOK =
            Lua.script(
                    """
                    local c = read(KEYS[1])
                    local answer = {string.format('%.0f', now), flat(c)}
                    for _, sid in ipairs(words(c.ids)) do
                        answer[#answer + 1] = {sid, flat(load(sid))}
                    end
                    return answer
                    """);

    /** KEYS page; ARGV _. */
    static final RedisScript CANCEL =
            Lua.script(
                    """
                    for _, sid in ipairs(words(redis.call('HGET', KEYS[1], 'ids'))) do
                        local s = load(sid)
                        if s.st == 'NEW' or s.st == 'CLAIMED' then
                            move(sid, s, 'CANCELLED', 0)
                        end
                    end
                    return 'ok'
                    """);

    /** KEYS page; ARGV _, presented hash, new hash, node, life. Returns the node before. */
    static final RedisScript RESUME =
            Lua.script(
                    """
                    local c = read(KEYS[1])
                    if not c.rh or c.rh ~= ARGV[2] then return nil end
                    redis.call('HSET', KEYS[1], 'rh', ARGV[3], 'node', ARGV[4])
                    redis.call('HDEL', KEYS[1], 'gone')
                    redis.call('PEXPIRE', KEYS[1], ARGV[5])
                    return c.node
                    """);

    /** KEYS page; ARGV _, node. */
    static final RedisScript LEAVE =
            Lua.script(
                    """
                    if redis.call('HGET', KEYS[1], 'node') == ARGV[2] then
                        redis.call('HSET', KEYS[1], 'gone', string.format('%.0f', now))
                    end
                    return 'ok'
                    """);

    /** KEYS page; ARGV _, resume hash, shortest interval. Admits one poll of a polling page. */
    static final RedisScript POLL =
            Lua.script(
                    """
                    local c = read(KEYS[1])
                    if not c.rh or c.rh ~= ARGV[2] or c.node ~= '' then return 'refused' end
                    if c.polled and now - c.polled < tonumber(ARGV[3]) then return 'slow_down' end
                    redis.call('HSET', KEYS[1], 'polled', string.format('%.0f', now))
                    return 'ok'
                    """);

    private PageScripts() {}
}
