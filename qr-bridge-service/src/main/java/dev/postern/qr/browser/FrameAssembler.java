package dev.postern.qr.browser;

import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Puts text messages together, and gives up before one becomes large: by its bytes or by the number
 * of its fragments, which may be empty.
 */
final class FrameAssembler {

    /** The longest message, in bytes. */
    static final int LONGEST = 16 * 1024;

    private static final int MOST_FRAGMENTS = 32;

    private StringBuilder begun;
    private int bytes;
    private int fragments;

    /** A frame that no honest page sends. */
    static final class BadFrame extends Exception {
        private static final long serialVersionUID = 1L;

        BadFrame(String reason) {
            super(reason, null, false, false);
        }
    }

    /** The message that this frame completes, if it does. */
    Optional<String> add(WebSocketFrame frame) throws BadFrame {
        if (frame.isBinary()) {
            throw new BadFrame("binary frames are not understood");
        }
        if (frame.isText() == (begun != null)) {
            throw new BadFrame("a fragment is out of order");
        }
        String text = frame.textData();
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST || ++fragments > MOST_FRAGMENTS) {
            throw new BadFrame("the message is too long");
        }
        if (begun == null && frame.isFinal()) {
            reset();
            return Optional.of(text);
        }
        begun = begun == null ? new StringBuilder(text) : begun.append(text);
        if (!frame.isFinal()) {
            return Optional.empty();
        }
        String message = begun.toString();
        reset();
        return Optional.of(message);
    }

    private void reset() {
        begun = null;
        bytes = 0;
        fragments = 0;
    }
}
