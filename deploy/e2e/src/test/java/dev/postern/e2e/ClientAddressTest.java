package dev.postern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.local.PosternStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits and the audit log count by the address that a trusted proxy tells. */
@ExtendWith(StackExtension.class)
class ClientAddressTest {

    private static String auditedAddress(PosternStack stack, Api.Person person) {
        return new Ledger(stack)
                .query(
                        "session",
                        "SELECT ip_address FROM auth.audit_log_entries WHERE"
                                + " payload->>'actor_id' = '"
                                + person.id()
                                + "' AND payload->>'action' = 'user_signedup'")
                .get(0);
    }

    @Test
    void shouldNotBelieveAnAddressTheClientWroteIntoTheHeader(PosternStack stack) {
        Api.Person person =
                new Api(stack.url(), stack.publishableKey())
                        .signUp("X-Forwarded-For", "203.0.113.66");

        assertThat(auditedAddress(stack, person)).isIn("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");
    }

    @Test
    void shouldBelieveTheAddressThatATrustedProxyTells(PosternStack stack) {
        Api.Person person =
                new Api(stack.instances("session-service").get(0), stack.publishableKey())
                        .signUp("X-Forwarded-For", "203.0.113.67");

        assertThat(auditedAddress(stack, person)).isEqualTo("203.0.113.67");
    }
}
