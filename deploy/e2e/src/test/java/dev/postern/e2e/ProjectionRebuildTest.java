package dev.postern.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.local.PosternStack;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Redis holds nothing that cannot be had again. */
@ExtendWith(StackExtension.class)
class ProjectionRebuildTest {

    @Test
    void shouldRebuildTheProjectionsOfAFlushedRedisBeforeItIsReady(PosternStack stack) {
        Api api = new Api(stack.url(), stack.publishableKey());
        SoftwareAuthenticator authenticator = new SoftwareAuthenticator(stack.url().toString());
        Api.Person person = api.signUp();
        api.registerPasskey(person, authenticator);
        await().untilAsserted(() -> assertThat(excluded(api, person)).isEqualTo(1));

        assertThat(new Ledger(stack).redis("FLUSHALL")).isEqualTo("+OK");
        assertThat(excluded(api, person)).isZero();
        stack.restart("challenge-service", 0);

        assertThat(excluded(api, person)).isEqualTo(1);
        assertThat(api.signIn(authenticator).path("user").path("id").asText())
                .isEqualTo(person.id().toString());
    }

    private static int excluded(Api api, Api.Person person) {
        return api.registrationOptions(person).path("options").path("excludeCredentials").size();
    }
}
