package dev.postern.session.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a fork. */
record ForkRequest(
        @Schema(description = "Where the child is going to live", enumeration = "web")
                String target,
        @Schema(
                        description =
                                "The key of that place, base64url, e.g. the digest of a browser's"
                                        + " public key")
                String binding,
        @Schema(description = "What the user calls it, at most 120 characters") String label,
        @JsonProperty("expires_in")
                @Schema(description = "How many seconds the child lives at most")
                Long expiresIn) {

    private static final Pattern BINDING = Pattern.compile("[A-Za-z0-9_-]{16,128}");
    private static final int LONGEST_LABEL = 120;
    private static final long SHORTEST_LIFE = 60;
    private static final long LONGEST_LIFE = Duration.ofDays(366).toSeconds();

    /** This body, when every member is what it must be. */
    ForkRequest validated() {
        refuseUnless("web".equals(target), ForkProblem.TARGET);
        refuseUnless(binding != null && BINDING.matcher(binding).matches(), ForkProblem.BINDING);
        refuseUnless(label == null || isLabel(label), ForkProblem.LABEL);
        refuseUnless(
                expiresIn == null || (expiresIn >= SHORTEST_LIFE && expiresIn <= LONGEST_LIFE),
                ForkProblem.EXPIRES_IN);
        return this;
    }

    /** An empty label is none. */
    Optional<String> givenLabel() {
        return Optional.ofNullable(label).map(String::strip).filter(text -> !text.isEmpty());
    }

    Optional<Duration> life() {
        return Optional.ofNullable(expiresIn).map(Duration::ofSeconds);
    }

    private static boolean isLabel(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_LABEL
                && text.codePoints().noneMatch(ForkRequest::isUnprintable);
    }

    /** Control characters, and halves of a pair, which no database holds. */
    private static boolean isUnprintable(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    private static void refuseUnless(boolean condition, ForkProblem refusal) {
        if (!condition) {
            throw ApiProblem.of(refusal);
        }
    }

    private enum ForkProblem implements ProblemType {
        TARGET("target must be web"),
        BINDING("binding must be 16 to 128 characters of base64url"),
        LABEL("label must be at most 120 printable characters"),
        EXPIRES_IN("expires_in must be a number of seconds from 60 to 31622400");

        private final String message;

        ForkProblem(String message) {
            this.message = message;
        }

        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "validation_failed";
        }

        @Override
        public String message() {
            return message;
        }
    }
}
