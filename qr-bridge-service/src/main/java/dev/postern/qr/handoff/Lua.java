package dev.postern.qr.handoff;

import dev.postern.redis.RedisScript;

/**
 * What every script of the state machine begins with. Redis keeps the time, and writes the event of
 * a move into the outbox in the same step, so that neither can be without the other.
 *
 * <p>{@code qr:s:{n}:sid} is a hand-off, {@code qr:c:{n}:cid} a page, {@code qr:out:{n}} the outbox
 * of shard n. Scripts reach the keys of one page by name; the hash tag puts them into one slot.
 * ARGV[1] is always how long the end of a hand-off is remembered, in milliseconds.
 */
final class Lua {

    private static final String PRELUDE =
            """
            local tag = string.match(KEYS[1], '{%d+}')
            local tombstone = tonumber(ARGV[1])
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local function skey(sid) return 'qr:s:' .. tag .. ':' .. sid end
            local function ckey(cid) return 'qr:c:' .. tag .. ':' .. cid end
            local function read(key)
                local flat = redis.call('HGETALL', key)
                local map = {}
                for i = 1, #flat, 2 do map[flat[i]] = flat[i + 1] end
                return map
            end
            local function emit(type, sid, s, more)
                local data = '{"id":"' .. s.hid .. '",' .. s.evc
                if s.ev and s.ev ~= '' then data = data .. ',' .. s.ev end
                if more then data = data .. ',' .. more end
                local sequence = redis.call('HINCRBY', skey(sid), 'seq', 1)
                redis.call('XADD', 'qr:out:' .. tag, 'MAXLEN', '~', 100000, '*', 'type', type,
                    'key', s.hid, 'sequence', sequence, 'data', data .. '}')
            end
            local function move(sid, s, state, life)
                s.st = state
                s.exp = now + life
                redis.call('HSET', skey(sid), 'st', state, 'exp', string.format('%.0f', s.exp))
                redis.call('PEXPIRE', skey(sid), life + tombstone)
                if state ~= 'APPROVED' then redis.call('HDEL', skey(sid), 'ct') s.ct = nil end
            end
            local function active(s)
                return s.st == 'NEW' or s.st == 'CLAIMED' or s.st == 'APPROVED'
            end
            local function load(sid)
                local s = read(skey(sid))
                if s.st and active(s) and now >= tonumber(s.exp) then
                    move(sid, s, 'EXPIRED', 0)
                    emit('expired', sid, s)
                end
                return s
            end
            local function flat(map)
                local list = {}
                for k, v in pairs(map) do
                    list[#list + 1] = k
                    list[#list + 1] = tostring(v)
                end
                return list
            end
            local function words(text)
                local list = {}
                for word in string.gmatch(text or '', '%S+') do list[#list + 1] = word end
                return list
            end
            local function finished(s)
                if s.st == 'EXPIRED' then return 'session_expired' end
                if s.st == 'CANCELLED' then return 'cancelled' end
                return 'already_completed'
            end
            """;

    private Lua() {}

    static RedisScript script(String body) {
        return new RedisScript(PRELUDE + body);
    }
}
