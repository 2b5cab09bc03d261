package dev.postern.settings;

/** Where a service finds the settings in force. */
public interface SettingsSource {

    /**
     * The settings in force. An implementation MUST NOT do I/O here and MUST fail rather than
     * invent settings it has not received.
     */
    ProjectSettings current();
}
