package dev.postern.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a stack keeps everything: data of the servers, logs, secrets, and what is running. */
record DataFolder(Path root) {
    private static final long NEEDED_MB = 300;
    private static final long MB = 1024 * 1024;
    private static final long LEAST_BYTES = 4 * MB;
    private static final long LOG_LIMIT = 10 * MB;

    /** Makes the folder ready to be used, or says why it can't be. */
    static DataFolder prepare(Path root) {
        DataFolder folder = new DataFolder(root.toAbsolutePath().normalize());
        try {
            PrivateFile.folder(folder.root);
            PrivateFile.folder(folder.logs());
            PrivateFile.folder(folder.run());
            folder.requireSpace();
            Path probe = folder.run().resolve("probe");
            PrivateFile.write(probe, "writable\n");
            Files.delete(probe);
            return folder;
        } catch (IOException e) {
            throw new StackException(
                    "The data folder %s can't be written: %s.".formatted(folder.root, reason(e)),
                    e);
        }
    }

    private void requireSpace() throws IOException {
        FileStore store = Files.getFileStore(root);
        long free = store.getUsableSpace() / MB;
        if (!store.isReadOnly() && free < NEEDED_MB) {
            throw new StackException(
                    "The disk of the data folder %s is full: %d MB are free, %d MB are needed."
                            .formatted(root, free, NEEDED_MB));
        }
    }

    /** Whether so little is left that the servers can't go on. */
    boolean isFull() {
        return root.toFile().getUsableSpace() < LEAST_BYTES;
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + " is a file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileSystemException system && system.getReason() != null) {
            return Character.toLowerCase(system.getReason().charAt(0))
                    + system.getReason().substring(1);
        }
        return failure.getMessage();
    }

    Path logs() {
        return root.resolve("logs");
    }

    /** The log of a server of which there is one. */
    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** The log of a replica, counted from 0. */
    Path log(String service, int replica) {
        return log(replica == 0 ? service : service + "-" + replica);
    }

    /** Puts a log that has grown large aside, over the one put aside before. */
    void rotate(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
                Files.move(
                        log,
                        log.resolveSibling(log.getFileName() + ".old"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new StackException(
                    "The log %s can't be put aside: %s.".formatted(log, reason(e)), e);
        }
    }

    Path run() {
        return root.resolve("run");
    }

    Path lock() {
        return run().resolve("lock");
    }

    Path state() {
        return run().resolve("stack.properties");
    }

    Path secrets() {
        return root.resolve("secrets.properties");
    }

    Path keys() {
        return root.resolve("keys.env");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path redis() {
        return root.resolve("redis");
    }

    Path kafka() {
        return root.resolve("kafka");
    }
}
