package dev.postern.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir Path root;

    @Test
    void shouldMakeSecretsOnceForTheirOwnerOnly() throws IOException {
        // Given
        DataFolder folder = DataFolder.prepare(root.resolve("data"));
        Secrets first = Secrets.of(folder);

        // When
        Secrets second = Secrets.of(folder);

        // Then
        assertThat(second.masterKey()).isEqualTo(first.masterKey());
        assertThat(second.secretKey()).isEqualTo(first.secretKey()).startsWith("sb_secret_");
        assertThat(second.databasePassword("session")).isEqualTo(first.databasePassword("session"));
        assertThat(Base64.getDecoder().decode(first.masterKey())).hasSize(32);
        assertThat(mode(folder.secrets())).isEqualTo("rw-------");
        assertThat(mode(folder.root())).isEqualTo("rwx------");
    }

    @Test
    void shouldGiveEachFolderItsOwnSecrets() {
        Secrets one = Secrets.of(DataFolder.prepare(root.resolve("one")));
        Secrets other = Secrets.of(DataFolder.prepare(root.resolve("other")));

        assertThat(other.serviceToken()).isNotEqualTo(one.serviceToken());
        assertThat(other.publishableKey()).isNotEqualTo(one.publishableKey());
    }

    @Test
    void shouldWriteKeysForShells() throws IOException {
        // Given
        DataFolder folder = DataFolder.prepare(root);
        Secrets secrets = Secrets.of(folder);

        // When
        secrets.writeKeys(folder, "http://localhost:8000");

        // Then
        assertThat(Files.readAllLines(folder.keys()))
                .containsExactly(
                        "POSTERN_PUBLISHABLE_KEY=" + secrets.publishableKey(),
                        "POSTERN_QR_APP_KEY=" + secrets.qrAppKey(),
                        "POSTERN_SECRET_KEY=" + secrets.secretKey(),
                        "POSTERN_URL=http://localhost:8000");
        assertThat(mode(folder.keys())).isEqualTo("rw-------");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
