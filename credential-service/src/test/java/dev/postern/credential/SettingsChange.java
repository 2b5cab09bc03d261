package dev.postern.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.TestSettings;
import io.quarkus.arc.Arc;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Changes the project's settings by an event and waits until the service acts on them. */
final class SettingsChange implements AutoCloseable {

    private final TestBus bus;

    private SettingsChange(TestBus bus) {
        this.bus = bus;
    }

    static SettingsChange passkeysOff(TestBus bus) {
        return apply(
                bus,
                settings -> ((ObjectNode) settings.get("passkeys")).put("enabled", false),
                settings -> !settings.passkeys().enabled());
    }

    static SettingsChange maxPerUser(TestBus bus, int most) {
        return apply(
                bus,
                settings -> ((ObjectNode) settings.get("passkeys")).put("max_per_user", most),
                settings -> settings.passkeys().maxPerUser() == most);
    }

    static SettingsChange origins(TestBus bus, String... origins) {
        return apply(
                bus,
                settings -> {
                    var list = ((ObjectNode) settings.get("relying_party")).putArray("origins");
                    for (String origin : origins) {
                        list.add(origin);
                    }
                },
                settings -> settings.relyingParty().origins().equals(List.of(origins)));
    }

    static SettingsChange apply(
            TestBus bus, Consumer<ObjectNode> change, Predicate<ProjectSettings> arrived) {
        ObjectNode settings = TestSettings.standard();
        change.accept(settings);
        bus.publishSettings(settings);
        await(arrived);
        return new SettingsChange(bus);
    }

    private static void await(Predicate<ProjectSettings> arrived) {
        SettingsSource source = Arc.container().instance(SettingsSource.class).get();
        Awaitility.await().until(() -> arrived.test(source.current()));
    }

    @Override
    public void close() {
        bus.publishSettings(TestSettings.standard());
        await(
                settings ->
                        settings.passkeys().enabled()
                                && settings.passkeys().maxPerUser() == 10
                                && settings.relyingParty().origins().size() == 1
                                && settings.relyingParty().relatedOrigins().isEmpty()
                                && settings.relyingParty().topOrigins().isEmpty()
                                && settings.passkeys().attestation().equals("none")
                                && !settings.passkeys().uvGrantsAal2()
                                && !settings.passkeys().keepsLastMethod());
    }
}
