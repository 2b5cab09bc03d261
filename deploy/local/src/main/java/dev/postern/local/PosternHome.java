package dev.postern.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkout the stack runs from: where the built services and the demo site are. */
record PosternHome(Path root) {
    private static final Path LANDMARK = Path.of("deploy", "gateway", "routes.txt");
    private static final Path PROGRAM = Path.of("target", "quarkus-app", "quarkus-run.jar");

    /**
     * The folder of the system property {@code postern.home}, else the nearest checkout above the
     * working directory.
     */
    static PosternHome locate() {
        String configured = System.getProperty("postern.home");
        if (configured != null) {
            return new PosternHome(Path.of(configured));
        }
        Optional<Path> found =
                Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                        .filter(path -> Files.exists(path.resolve(LANDMARK)))
                        .findFirst();
        return new PosternHome(
                found.orElseThrow(
                        () ->
                                new StackException(
                                        "No checkout of Postern was found above the working directory.")));
    }

    /** The runnable of a service. */
    Path program(Service service) {
        return root.resolve(service.id()).resolve(PROGRAM);
    }

    void requireBuilt() {
        for (Service service : Service.values()) {
            if (!Files.exists(program(service))) {
                throw new StackException(
                        "%s is not built: %s is missing; run ./postern up or mvn package."
                                .formatted(service.id(), program(service)));
            }
        }
    }

    Path demo() {
        return root.resolve(Path.of("deploy", "demo", "dist"));
    }
}
