package dev.postern.captcha;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.auth.Administrators;
import dev.postern.edge.ClientAddress;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The captcha gate of a public endpoint. A resource calls it where its order of gates says so;
 * without a provider it lets everything through and looks at nothing.
 */
@ApplicationScoped
@Startup
public class Captcha {

    private static final Logger LOG = Logger.getLogger(Captcha.class);

    /** The member of every guarded body that carries the token. */
    private record Guarded(@JsonProperty("gotrue_meta_security") MetaSecurity security) {
        Optional<String> token() {
            return Optional.ofNullable(security)
                    .map(MetaSecurity::token)
                    .map(String::trim)
                    .filter(token -> !token.isEmpty());
        }
    }

    private record MetaSecurity(@JsonProperty("captcha_token") String token) {}

    private final CaptchaConfig config;
    private final Administrators administrators;
    private final ClientAddress addresses;
    private final ObjectMapper json;
    private Optional<SiteVerifyClient> provider = Optional.empty();

    Captcha(
            CaptchaConfig config,
            Administrators administrators,
            ClientAddress addresses,
            ObjectMapper json) {
        this.config = config;
        this.administrators = administrators;
        this.addresses = addresses;
        this.json = json;
    }

    @PostConstruct
    void start() {
        try {
            provider = CaptchaSettings.of(config).map(it -> new SiteVerifyClient(it, json));
        } catch (IllegalStateException misconfigured) {
            LOG.fatal(misconfigured.getMessage());
            throw misconfigured;
        }
    }

    /**
     * Passes when captcha is off, when an administrator calls, or when the provider vouches for the
     * token in the body.
     *
     * @param body the bytes of the request
     * @return nothing; fails with 400 {@code bad_json} or {@code captcha_failed}, or with 500 when
     *     the provider cannot be asked
     */
    public Uni<Void> demand(byte[] body, HttpServerRequest request) {
        return provider.map(asked -> demand(asked, body, request))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> demand(SiteVerifyClient asked, byte[] body, HttpServerRequest request) {
        return administrators
                .makes(request)
                .chain(
                        administrator ->
                                administrator
                                        ? Uni.createFrom().voidItem()
                                        : asked.demandVouched(token(body), addresses.of(request)));
    }

    private static String token(byte[] body) {
        return JsonBody.read(body, Guarded.class)
                .token()
                .orElseThrow(
                        () -> ApiProblem.of(CaptchaProblem.DISALLOWED, "no captcha_token found"));
    }
}
