package dev.postern.session.qr;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.postern.settings.QrApplication;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an administrator says of an application; what is absent keeps its value, or its default in a
 * new one. Keys are made by the service and never taken.
 *
 * @param id only in a new one; made when absent
 * @param logoUrl an empty text removes it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record QrApplicationRequest(
        String id,
        String name,
        String environment,
        List<String> allowedOrigins,
        String linkBase,
        String logoUrl,
        QrApplication.Ios ios,
        QrApplication.Android android,
        Boolean requireKeyCommitment,
        String mobileAuth,
        Boolean compatKeyri,
        Boolean showRisk,
        Map<String, String> riskPolicy,
        QrApplication.Timings timings) {

    QrApplication create(String madeId, String appKey) {
        return change(
                new QrApplication(
                        or(id, madeId),
                        null,
                        "prod",
                        List.of(appKey),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        true,
                        "required",
                        false,
                        false,
                        Map.of(),
                        null));
    }

    QrApplication change(QrApplication before) {
        return new QrApplication(
                before.id(),
                or(name, before.name()),
                or(environment, before.environment()),
                before.appKeys(),
                or(allowedOrigins, before.allowedOrigins()),
                or(linkBase, before.linkBase()),
                "".equals(logoUrl) ? null : or(logoUrl, before.logoUrl()),
                or(ios, before.ios()),
                or(android, before.android()),
                or(requireKeyCommitment, before.requireKeyCommitment()),
                or(mobileAuth, before.mobileAuth()),
                or(compatKeyri, before.compatKeyri()),
                or(showRisk, before.showRisk()),
                or(riskPolicy, before.riskPolicy()),
                or(timings, before.timings()));
    }

    static QrApplication withKeys(QrApplication before, List<String> keys) {
        return new QrApplication(
                before.id(),
                before.name(),
                before.environment(),
                keys,
                before.allowedOrigins(),
                before.linkBase(),
                before.logoUrl(),
                before.ios(),
                before.android(),
                before.requireKeyCommitment(),
                before.mobileAuth(),
                before.compatKeyri(),
                before.showRisk(),
                before.riskPolicy(),
                before.timings());
    }

    private static <T> T or(T said, T otherwise) {
        return Optional.ofNullable(said).orElse(otherwise);
    }
}
