package dev.postern.session.user;

import dev.postern.session.verification.OneTimeTokens.Code;
import java.util.List;
import java.util.UUID;

/**
 * A change of address whose codes wait until their transaction has committed.
 *
 * @param from empty when the user had no address
 * @param codes one per holder who has to agree, each naming the address it is mailed to
 */
public record PendingEmailChange(UUID userId, String from, String to, List<Code> codes) {}
