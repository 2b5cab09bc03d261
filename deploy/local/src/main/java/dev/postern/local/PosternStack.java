package dev.postern.local;

import dev.postern.embedded.MailSink;
import dev.postern.embedded.ServerStartException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The running suite: the embedded servers, the services and the gateway of one data folder. */
public final class PosternStack implements AutoCloseable {
    private static final int BOOT_END_LIMIT_S = 3;

    private final StackOptions options;
    private final Progress progress;
    private final Teardown teardown = new Teardown();
    private final CountDownLatch bootEnded = new CountDownLatch(1);
    private final CompletableFuture<StackException> failure = new CompletableFuture<>();
    private volatile Thread bootThread;
    private RunningStack running;

    PosternStack(StackOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = new Progress(progress);
    }

    /**
     * Starts everything and returns when it is ready.
     *
     * @param progress told each step in a line
     * @throws StackException saying in a sentence why it can't be started; nothing is left running
     *     then, nor when the JVM ends before the stack is closed
     */
    public static PosternStack start(StackOptions options, Consumer<String> progress) {
        PosternStack stack = new PosternStack(options, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-end"));
        stack.boot();
        return stack;
    }

    void boot() {
        bootThread = Thread.currentThread();
        try {
            running = new StackBoot(options, progress, teardown, this::died).run();
        } catch (RuntimeException e) {
            boolean stopped = teardown.hasEnded();
            close();
            if (stopped) {
                throw new StackException("The start was stopped.", e);
            }
            throw e instanceof ServerStartException ? new StackException(e.getMessage(), e) : e;
        } finally {
            bootEnded.countDown();
        }
    }

    private void died(StackException reason) {
        if (!teardown.hasEnded()) {
            failure.complete(reason);
        }
    }

    /**
     * Completes with the reason when a part dies that nobody asked to; the stack must be closed
     * then.
     */
    CompletableFuture<StackException> failure() {
        return failure;
    }

    /** The gateway, always under the name localhost, which browsers allow passkeys on. */
    public URI url() {
        return running.url();
    }

    public String publishableKey() {
        return running.secrets().publishableKey();
    }

    public String secretKey() {
        return running.secrets().secretKey();
    }

    public String qrAppKey() {
        return running.secrets().qrAppKey();
    }

    public String serviceToken() {
        return running.secrets().serviceToken();
    }

    /** The direct addresses of a service's replicas. */
    public List<URI> instances(String service) {
        return running.services().addresses(Service.of(service));
    }

    /** Kills a replica, counted from 0, as a crash would. */
    public void kill(String service, int replica) {
        running.services().replica(Service.of(service), replica).kill();
    }

    /** Starts a replica again, ending it first if it runs, and returns when it is ready. */
    public void restart(String service, int replica) {
        running.services().restart(Service.of(service), replica, teardown);
    }

    public URI redis() {
        return running.servers().redis().uri();
    }

    public String kafkaBootstrap() {
        return running.servers().kafka().bootstrapServers();
    }

    /** JDBC URL of a database for the superuser, credentials included. */
    public String jdbcUrl(String database) {
        return running.servers().postgres().jdbcUrl(database);
    }

    /** The log of a service's replica, counted from 0. */
    public Path log(String service, int replica) {
        return running.folder().log(Service.of(service).id(), replica);
    }

    /** The mails the stack sent. */
    public MailSink mail() {
        return running.servers().mail();
    }

    /** Ends everything in order; safe to call at any time and more than once. */
    @Override
    public void close() {
        teardown.end();
        if (Thread.currentThread() != bootThread && bootEnded.getCount() > 0) {
            stopBoot();
        }
    }

    private void stopBoot() {
        Optional.ofNullable(bootThread).ifPresent(Thread::interrupt);
        try {
            if (!bootEnded.await(BOOT_END_LIMIT_S, TimeUnit.SECONDS)) {
                StaleProcesses.end(new DataFolder(options.data()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
