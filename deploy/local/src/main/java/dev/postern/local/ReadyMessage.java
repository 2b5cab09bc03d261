package dev.postern.local;

import java.nio.file.Path;

/** What a developer needs once the stack runs. */
final class ReadyMessage {
    private static final String TEXT =
            """

            Postern is ready (%.1f s)

              URL              %s
              Mails            %s/mailbox
              Publishable key  %s
              Secret key       %s
              Data             %s   (keys: keys.env)
              Logs             %s
              Stop             Ctrl-C here, or ./postern down%s
            """;

    private ReadyMessage() {}

    static String of(PosternStack stack, StackOptions options, double seconds) {
        DataFolder folder = new DataFolder(options.data());
        boolean usual = options.data().equals(Path.of(".postern").toAbsolutePath().normalize());
        return TEXT.formatted(
                seconds,
                stack.url(),
                stack.url(),
                stack.publishableKey(),
                stack.secretKey(),
                folder.root(),
                folder.logs(),
                usual ? "" : " --data " + folder.root());
    }
}
