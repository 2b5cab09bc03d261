package dev.postern.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./postern}. */
@Command(
        name = "postern",
        description = "Runs Postern on this machine, without Docker.",
        mixinStandardHelpOptions = true,
        version = "Postern 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, LogsCommand.class})
public final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) {
        LauncherLog.quiet();
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Launcher())
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> {
                            if (!(failure instanceof StackException)) {
                                throw failure;
                            }
                            command.getErr().println(failure.getMessage());
                            return CommandLine.ExitCode.SOFTWARE;
                        })
                .setParameterExceptionHandler(
                        (failure, arguments) -> {
                            CommandLine command = failure.getCommandLine();
                            command.getErr()
                                    .printf(
                                            "%s; see ./postern %s--help.%n",
                                            failure.getMessage(),
                                            command.getParent() == null
                                                    ? ""
                                                    : command.getCommandName() + " ");
                            return CommandLine.ExitCode.SOFTWARE;
                        });
    }
}
