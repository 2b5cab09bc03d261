package dev.postern.qr.application;

import dev.postern.problem.ApiProblem;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.settings.QrApplication;
import dev.postern.settings.SettingsSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the application a browser or a phone belongs to. */
@ApplicationScoped
public class Applications {

    private static final String DEVELOPMENT = "dev";
    private static final Pattern LOCALHOST = Pattern.compile("http://localhost(:\\d{1,5})?");

    private final SettingsSource settings;

    Applications(SettingsSource settings) {
        this.settings = settings;
    }

    /**
     * The application whose page runs in a browser.
     *
     * @param appKey the key the page names, or null: then its origin decides
     * @param origin the {@code Origin} header, or null
     */
    public QrApplication ofBrowser(String appKey, String origin) {
        if (origin == null) {
            throw ApiProblem.of(QrProblem.ORIGIN_NOT_ALLOWED);
        }
        if (appKey == null) {
            return all().stream()
                    .filter(application -> allows(application, origin))
                    .findFirst()
                    .orElseThrow(() -> ApiProblem.of(QrProblem.ORIGIN_NOT_ALLOWED));
        }
        QrApplication application = ofKey(appKey);
        if (!allows(application, origin)) {
            throw ApiProblem.of(QrProblem.ORIGIN_NOT_ALLOWED);
        }
        return application;
    }

    /**
     * The application of a phone.
     *
     * @param appKey the key it presents, or null
     */
    public QrApplication ofKey(String appKey) {
        return Optional.ofNullable(appKey)
                .flatMap(
                        key ->
                                all().stream()
                                        .filter(application -> holds(application, key))
                                        .findFirst())
                .orElseThrow(() -> ApiProblem.of(QrProblem.APP_KEY_MISMATCH));
    }

    /** The application with this id, if it still exists. */
    public Optional<QrApplication> withId(String id) {
        return all().stream().filter(application -> application.id().equals(id)).findFirst();
    }

    /** Every application. */
    public List<QrApplication> all() {
        return settings.current().qr().applications();
    }

    /** Whether anything is limited in this project. */
    public boolean limited() {
        return settings.current().limits().enabled();
    }

    private static boolean allows(QrApplication application, String origin) {
        return application.allowedOrigins().contains(origin)
                || (DEVELOPMENT.equals(application.environment())
                        && LOCALHOST.matcher(origin).matches());
    }

    private static boolean holds(QrApplication application, String key) {
        byte[] presented = key.getBytes(StandardCharsets.UTF_8);
        return application.appKeys().stream()
                .anyMatch(
                        known ->
                                MessageDigest.isEqual(
                                        known.getBytes(StandardCharsets.UTF_8), presented));
    }
}
