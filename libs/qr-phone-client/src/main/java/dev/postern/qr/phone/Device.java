package dev.postern.qr.phone;

/**
 * The phone as the bridge and the page know it.
 *
 * @param id stays the same as long as the app is installed; at most 128 characters
 * @param name what the user calls it, e.g. {@code Pixel 8}
 * @param platform {@code android}, {@code ios} or {@code web}
 * @param appVersion the version of the app
 */
public record Device(String id, String name, String platform, String appVersion) {}
