package dev.postern.qr.browser;

import dev.postern.qr.QrConfig;
import java.time.Duration;

/** What is due for one socket, and when. */
final class SocketClock {

    private final QrConfig config;
    private final long rotation;
    private final long openedAt = System.currentTimeMillis();
    private volatile long heardAt = openedAt;
    private volatile long pingAt;
    private volatile long rotateAt;
    private volatile long lookAt;

    SocketClock(QrConfig config, Duration rotation) {
        this.config = config;
        this.rotation = rotation.toMillis();
        this.pingAt = openedAt + config.socketPing().toMillis();
    }

    /** Whether it is worth asking closer. */
    boolean isAnythingDue(long now, boolean bound) {
        return now >= pingAt
                || (bound ? now >= lookAt : now >= rotateAt || isOld(now))
                || isSilent(now);
    }

    /** The page gave a sign of life. */
    void heard() {
        heardAt = System.currentTimeMillis();
    }

    /** A code is shown from now on. */
    void begin() {
        rotateAt = System.currentTimeMillis() + rotation;
        looked();
    }

    void looked() {
        lookAt = System.currentTimeMillis() + config.socketSweep().toMillis();
    }

    void rotateNow() {
        rotateAt = 0;
    }

    boolean isInitOverdue(long now) {
        return now - openedAt >= config.socketInitTimeout().toMillis();
    }

    boolean isOld(long now) {
        return now - openedAt >= config.socketMaxAge().toMillis();
    }

    boolean isSilent(long now) {
        return now - heardAt >= config.socketSilence().toMillis();
    }

    boolean isLookDue(long now) {
        return now >= lookAt;
    }

    /** Whether a ping is due; the next one is due later. */
    boolean takePing(long now) {
        if (now < pingAt) {
            return false;
        }
        pingAt = now + config.socketPing().toMillis();
        return true;
    }

    /** Whether the next code is due; the one after it is due later. */
    boolean takeRotation(long now) {
        if (now < rotateAt) {
            return false;
        }
        rotateAt = now + rotation;
        return true;
    }
}
