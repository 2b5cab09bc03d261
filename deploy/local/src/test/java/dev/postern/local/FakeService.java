package dev.postern.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands in for a service process: ready at once, answers its own port, dies when asked to. */
final class FakeService {
    private FakeService() {}

    /** Lays out a checkout whose four services are this program. */
    static void install(Path home) throws IOException {
        Path classes =
                Path.of(
                        FakeService.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath());
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, classes.toUri().toString());
        for (Service service : Service.values()) {
            Path program = new PosternHome(home).program(service);
            Files.createDirectories(program.getParent());
            new JarOutputStream(Files.newOutputStream(program), manifest).close();
        }
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/",
                exchange -> {
                    if ("die".equals(exchange.getRequestURI().getQuery())) {
                        System.out.println("asked to die");
                        Runtime.getRuntime().halt(3);
                    }
                    byte[] body = Integer.toString(port).getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }
}
