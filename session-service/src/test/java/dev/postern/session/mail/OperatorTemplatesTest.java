package dev.postern.session.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTemplatesTest {

    @TempDir Path folder;

    @Test
    void shouldPreferFilesOfTheFolder() throws IOException {
        Files.writeString(folder.resolve("confirmation.txt"), "Welcome to {site}");
        OperatorTemplates templates = new OperatorTemplates(Optional.of(folder));

        Optional<TemplateLocation> text = templates.locate("mail/confirmation.txt");

        assertThat(text.orElseThrow().getVariant().orElseThrow().getContentType())
                .isEqualTo(Variant.TEXT_PLAIN);
        assertThat(templates.locate("mail/confirmation.html")).isEmpty();
        assertThat(templates.locate("other/confirmation.txt")).isEmpty();
    }

    @Test
    void shouldEscapeValuesInHtml() throws IOException {
        Files.writeString(folder.resolve("confirmation.html"), "<p>{site}</p>");
        Engine engine =
                Engine.builder()
                        .addDefaults()
                        .addLocator(new OperatorTemplates(Optional.of(folder)))
                        .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                        .build();

        String html =
                engine.getTemplate("mail/confirmation.html").data("site", "<script>").render();

        assertThat(html).isEqualTo("<p>&lt;script&gt;</p>");
    }

    @Test
    void shouldChangeNothingWithoutFolder() {
        assertThat(new OperatorTemplates(Optional.empty()).locate("mail/layout.html")).isEmpty();
    }
}
