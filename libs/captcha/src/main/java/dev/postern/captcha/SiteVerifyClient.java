package dev.postern.captcha;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.problem.ApiProblem;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks the provider about a token. A provider that is unreachable, slow or unintelligible vouches
 * for nobody; what it said is not repeated, for it may hold what was sent.
 */
final class SiteVerifyClient {

    private static final int SERVER_ERROR = 500;

    /** What the provider says of a token. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Verdict(Boolean success, @JsonProperty("error-codes") List<String> errorCodes) {}

    private final CaptchaSettings settings;
    private final SiteVerifyApi api;
    private final ObjectMapper json;

    SiteVerifyClient(CaptchaSettings settings, ObjectMapper json) {
        this.settings = settings;
        this.json = json;
        this.api =
                QuarkusRestClientBuilder.newBuilder()
                        .baseUri(settings.siteVerify())
                        .connectTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .disableDefaultMapper(true)
                        .build(SiteVerifyApi.class);
    }

    /** Passes when the provider vouches for the token, fails with the refusal otherwise. */
    Uni<Void> demandVouched(String token, String client) {
        return api.verify(settings.secret(), token, client)
                .map(this::verdict)
                .ifNoItem()
                .after(settings.timeout())
                .fail()
                .onFailure(failure -> ApiProblem.in(failure).isEmpty())
                .transform(failure -> notVerified("nothing: " + failure.getClass().getName()))
                .invoke(SiteVerifyClient::refuseUnlessVouched)
                .replaceWithVoid();
    }

    private Verdict verdict(Response response) {
        if (response.getStatus() >= SERVER_ERROR) {
            throw notVerified("status " + response.getStatus());
        }
        try {
            Verdict verdict = json.readValue(response.readEntity(String.class), Verdict.class);
            if (verdict == null || verdict.success() == null) {
                throw notVerified("an answer without a verdict");
            }
            return verdict;
        } catch (JsonProcessingException notJson) {
            throw notVerified("an answer that is not JSON");
        }
    }

    private static void refuseUnlessVouched(Verdict verdict) {
        if (!verdict.success()) {
            List<String> codes = verdict.errorCodes() == null ? List.of() : verdict.errorCodes();
            throw ApiProblem.of(CaptchaProblem.DISALLOWED, String.join(", ", codes));
        }
    }

    private static ApiProblem notVerified(String what) {
        return ApiProblem.of(CaptchaProblem.NOT_VERIFIED)
                .causedBy(new IllegalStateException("the captcha provider gave " + what));
    }
}
