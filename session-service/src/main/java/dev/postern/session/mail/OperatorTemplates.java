package dev.postern.session.mail;

import dev.postern.session.SessionConfig;
import io.quarkus.qute.Locate;
import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Prefers the mail templates of the operator's folder to those of the build, file by file. */
@ApplicationScoped
@Locate("mail/.*")
class OperatorTemplates implements TemplateLocator {

    private static final String PREFIX = "mail/";

    private final Optional<Path> folder;

    @Inject
    OperatorTemplates(SessionConfig config) {
        this(config.mailer().templates());
    }

    OperatorTemplates(Optional<Path> folder) {
        this.folder = folder;
    }

    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1;
    }

    @Override
    public Optional<TemplateLocation> locate(String id) {
        if (folder.isEmpty() || !id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Path file = folder.get().resolve(id.substring(PREFIX.length()));
        return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private static TemplateLocation read(Path file) {
        String type = file.toString().endsWith(".html") ? Variant.TEXT_HTML : Variant.TEXT_PLAIN;
        try {
            return new OperatorTemplate(Files.readString(file), Variant.forContentType(type));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("A mail template cannot be read", unreadable);
        }
    }

    private record OperatorTemplate(String content, Variant variant) implements TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader(content);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(variant);
        }
    }
}
