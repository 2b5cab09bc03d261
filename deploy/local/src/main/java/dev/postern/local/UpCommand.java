package dev.postern.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./postern up}: runs the suite until Ctrl-C, or in the background. */
@Command(name = "up", description = "Starts everything.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Option(
            names = "--port",
            defaultValue = "8000",
            description = "Port of the gateway (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--confirm-email",
            description =
                    "Sign-ups must be confirmed by the mail at /mailbox (default: confirmed at once).")
    private boolean confirmEmail;

    @Option(names = "--detach", description = "Go to the background when everything is ready.")
    private boolean detach;

    @Option(names = "--no-rate-limits", description = "Lift the rate limits, for load tests.")
    private boolean noRateLimits;

    @Option(names = "--replicas", hidden = true, defaultValue = "1")
    private int replicas;

    @Override
    public Integer call() throws InterruptedException {
        StackOptions options =
                StackOptions.in(data.folder())
                        .withPort(port)
                        .withConfirmEmail(confirmEmail)
                        .withRateLimits(!noRateLimits)
                        .withReplicas(replicas);
        PrintWriter out = spec.commandLine().getOut();
        return detach ? DetachedStart.of(options, out) : run(options, out);
    }

    private static int run(StackOptions options, PrintWriter out) {
        long start = System.nanoTime();
        LauncherLog.to(DataFolder.prepare(options.data()));
        PosternStack stack = new PosternStack(options, line -> print(out, line));
        AtomicBoolean gaveUp = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(stack, gaveUp.get(), out), "stop"));
        try {
            stack.boot();
            print(out, ReadyMessage.of(stack, options, (System.nanoTime() - start) / 1e9));
            throw stack.failure().join();
        } finally {
            gaveUp.set(true);
            stack.close();
        }
    }

    private static void stop(PosternStack stack, boolean told, PrintWriter out) {
        long start = System.nanoTime();
        if (!told) {
            print(out, "Stopping");
        }
        stack.close();
        if (!told) {
            print(
                    out,
                    "Postern has stopped (%.1f s).".formatted((System.nanoTime() - start) / 1e9));
        }
    }

    private static void print(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
