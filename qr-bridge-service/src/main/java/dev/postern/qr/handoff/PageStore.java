package dev.postern.qr.handoff;

import dev.postern.qr.QrConfig;
import dev.postern.redis.RedisGuard;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages that wait, and the codes they show, in Redis. */
@ApplicationScoped
public class PageStore {

    private final Redis redis;
    private final ScriptRunner scripts;
    private final QrConfig config;

    PageStore(Redis redis, ScriptRunner scripts, QrConfig config) {
        this.redis = redis;
        this.scripts = scripts;
        this.config = config;
    }

    /** Keeps a new page. */
    public Uni<Void> open(Connection connection, String resumeHash, String eventMembers) {
        List<String> arguments =
                scripts.arguments(scripts.life(), connection.node(), resumeHash, "evc");
        arguments.add(eventMembers);
        connection
                .fields()
                .forEach(
                        (name, value) -> {
                            arguments.add(name);
                            arguments.add(value);
                        });
        return scripts.run(PageScripts.OPEN, ScriptRunner.pageKey(connection.id()), arguments)
                .replaceWithVoid();
    }

    /** Gives a page a new code to show; fails with {@code already_claimed} while one is decided. */
    public Uni<Handoff> issue(String connectionId, QrApplication application) {
        String sid = Tokens.randomBeside(connectionId);
        List<String> arguments =
                scripts.arguments(
                        connectionId,
                        sid,
                        Tokens.publicName(sid),
                        ScriptRunner.millis(application.timings().unscanned()),
                        ScriptRunner.millis(application.timings().rotate()));
        return scripts.run(PageScripts.ISSUE, ScriptRunner.pageKey(connectionId), arguments)
                .map(Response::toString)
                .map(
                        expiry -> {
                            if (!expiry.matches("\\d+")) {
                                throw QrProblem.coded(expiry);
                            }
                            Map<String, String> fields = new HashMap<>();
                            fields.put("st", "NEW");
                            fields.put("app", application.id());
                            fields.put("cid", connectionId);
                            fields.put("exp", expiry);
                            return Handoff.of(sid, fields).orElseThrow();
                        });
    }

    /** A page and what it shows; empty when it is long gone. */
    public Uni<Optional<View>> look(String connectionId) {
        return scripts.run(
                        PageScripts.LOOK, ScriptRunner.pageKey(connectionId), scripts.arguments())
                .map(answer -> Answers.view(connectionId, answer));
    }

    /** Ends what a page shows and nobody has approved. */
    public Uni<Void> cancel(String connectionId) {
        return scripts.run(
                        PageScripts.CANCEL, ScriptRunner.pageKey(connectionId), scripts.arguments())
                .replaceWithVoid();
    }

    /** Binds a page to another socket; the node it was bound to, or empty when it may not. */
    public Uni<Optional<String>> resume(
            String connectionId, String presentedHash, String newHash, String node) {
        return scripts.run(
                        PageScripts.RESUME,
                        ScriptRunner.pageKey(connectionId),
                        scripts.arguments(presentedHash, newHash, node, scripts.life()))
                .map(before -> Optional.ofNullable(before).map(Response::toString));
    }

    /** Notes that a page's socket closed without a farewell. */
    public Uni<Void> leave(String connectionId, String node) {
        return scripts.run(
                        PageScripts.LEAVE,
                        ScriptRunner.pageKey(connectionId),
                        scripts.arguments(node))
                .replaceWithVoid();
    }

    /** Admits one poll of a page that has no socket. */
    public Uni<Void> admitPoll(String connectionId, String resumeHash) {
        return scripts.run(
                        PageScripts.POLL,
                        ScriptRunner.pageKey(connectionId),
                        scripts.arguments(resumeHash, ScriptRunner.millis(config.pollInterval())))
                .map(
                        answer ->
                                switch (answer.toString()) {
                                    case "ok" -> null;
                                    case "slow_down" ->
                                            throw QrProblem.coded("slow_down")
                                                    .retryAfter(config.pollInterval());
                                    default -> throw QrProblem.coded("browser_gone");
                                });
    }

    /** Remembers what a polling page has been told. */
    public Uni<Void> told(String connectionId, String told) {
        Request set =
                Request.cmd(Command.HSET)
                        .arg(ScriptRunner.pageKey(connectionId))
                        .arg("told")
                        .arg(told);
        return RedisGuard.guard(redis.send(set)).replaceWithVoid();
    }
}
