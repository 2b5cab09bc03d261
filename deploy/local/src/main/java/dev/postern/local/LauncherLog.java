package dev.postern.local;

import java.io.IOException;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends what the libraries of the launcher log to a file, so that the terminal shows the launcher's
 * own words only.
 */
final class LauncherLog {
    private static final Logger ROOT = Logger.getLogger("");

    private LauncherLog() {}

    static void quiet() {
        LogManager.getLogManager().reset();
        ROOT.setLevel(Level.WARNING);
    }

    static void to(DataFolder folder) {
        try {
            folder.rotate(folder.log("launcher"));
            Handler file = new FileHandler(folder.log("launcher").toString(), true);
            file.setFormatter(new SimpleFormatter());
            file.setEncoding("UTF-8");
            file.setErrorManager(new Silent());
            ROOT.addHandler(file);
        } catch (IOException e) {
            throw new StackException(
                    "%s can't be written: %s.".formatted(folder.log("launcher"), e.getMessage()),
                    e);
        }
    }

    /**
     * A log that can't be written (a full disk) must not fill the terminal: the stack says itself
     * why it stops.
     */
    private static final class Silent extends ErrorManager {
        @Override
        public synchronized void error(String message, Exception failure, int code) {
            // there is nowhere left to report to
        }
    }
}
