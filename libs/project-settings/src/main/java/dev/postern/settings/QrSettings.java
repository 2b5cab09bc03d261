package dev.postern.settings;

import java.util.List;

/**
 * The QR hand-off of a project.
 *
 * @param applications who may be signed in by QR code
 */
public record QrSettings(List<QrApplication> applications) {

    /** No application. */
    public static final QrSettings NONE = new QrSettings(List.of());

    public QrSettings {
        applications = applications == null ? List.of() : List.copyOf(applications);
    }
}
