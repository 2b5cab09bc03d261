package dev.postern.qr.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.AuthConfig;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.problem.Problem;
import dev.postern.qr.application.Applications;
import dev.postern.qr.handoff.P256Point;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.handoff.Tokens;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The two calls of Keyri's phone clients, for applications that allow them. Such a client knows no
 * commitment, so the application must have given that up, too; what it sends on a refusal is
 * dropped unread.
 */
@Path("/api/v1/session/{sid}")
@Requires(CallerKind.ANYONE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class KeyriResource {

    private static final String SCHEME = "keyri";
    private static final String LABEL = "postern keyri handshake";
    private static final int LONGEST_MOBILE_ID = 512;
    private static final Set<String> SYSTEMS = Set.of("android", "ios");

    private final Applications applications;
    private final Phones phones;
    private final Claims claims;
    private final Decisions decisions;
    private final AuthConfig config;

    KeyriResource(
            Applications applications,
            Phones phones,
            Claims claims,
            Decisions decisions,
            AuthConfig config) {
        this.applications = applications;
        this.phones = phones;
        this.claims = claims;
        this.decisions = decisions;
        this.config = config;
    }

    @GET
    @Operation(summary = "Claim in the shape of Keyri's clients")
    public Uni<String> session(
            @PathParam("sid") String sessionId,
            @QueryParam("appKey") String appKey,
            HttpServerRequest request) {
        QrApplication application = compatible(appKey);
        String mobileId = mobileId(request);
        String salt = Tokens.random();
        String hash = hash(sessionId + "|" + salt + "|" + mobileId);
        return phones.identify(request, application)
                .chain(
                        phone -> {
                            Claims.Claimant claimant =
                                    new Claims.Claimant(
                                            phone,
                                            device(request, mobileId),
                                            "",
                                            Tokens.hash(handshake(salt, hash)));
                            return claims.claim(application, sessionId, claimant)
                                    .map(claimed -> reply(application, claimed, phone, salt, hash));
                        });
    }

    @POST
    @Operation(summary = "Approve or deny in the shape of Keyri's clients")
    public Uni<String> decide(
            @PathParam("sid") String sessionId,
            @QueryParam("appKey") String appKey,
            byte[] body,
            HttpServerRequest request) {
        QrApplication application =
                compatible(appKey == null ? request.getHeader("X-App-Key") : appKey);
        JsonNode decision = JsonBody.read(body, JsonNode.class);
        String salt = text(decision, "__salt");
        String hash = text(decision, "__hash");
        String mobileId = decision.path("apiData").path("x-mobile-id").asText(mobileId(request));
        if (!hash(sessionId + "|" + salt + "|" + mobileId).equals(hash)) {
            throw ApiProblem.of(QrProblem.INVALID_HANDSHAKE);
        }
        return phones.identify(request, application)
                .chain(
                        phone ->
                                decide(
                                        application,
                                        sessionId,
                                        phone,
                                        handshake(salt, hash),
                                        decision))
                .map(done -> new JsonObject().put("status", "success").encode());
    }

    private Uni<Void> decide(
            QrApplication application,
            String sessionId,
            Phone phone,
            String handshake,
            JsonNode decision) {
        if (decision.path("errors").asBoolean(false)) {
            return decisions.deny(application, sessionId, phone, handshake, "user");
        }
        Decisions.Yes yes =
                new Decisions.Yes(
                        handshake,
                        ciphertext(decision.path("browserData")),
                        SCHEME,
                        null,
                        !decision.path("dontTrustBrowser").asBoolean(true));
        return decisions.approve(application, sessionId, phone, yes).replaceWithVoid();
    }

    private static String ciphertext(JsonNode data) {
        String key = text(data, "publicKey");
        P256Point ignored = P256Point.ofAnyBase64(key);
        Requests.length("salt", Base64.getDecoder(), text(data, "salt"), 1, 64);
        Requests.length("iv", Base64.getDecoder(), text(data, "iv"), 12, 16);
        Requests.ciphertext("ciphertext", Base64.getDecoder(), text(data, "ciphertext"));
        return new JsonObject()
                .put("publicKey", key)
                .put("salt", text(data, "salt"))
                .put("iv", text(data, "iv"))
                .put("ciphertext", text(data, "ciphertext"))
                .encode();
    }

    private static String reply(
            QrApplication application,
            Claims.Claimed claimed,
            Phone phone,
            String salt,
            String hash) {
        var page = claimed.view().connection();
        Screen screen = new Screen(application, page, claimed.risk(), phone);
        JsonObject geo =
                new JsonObject().put("mobile", screen.mobile()).put("browser", screen.browser());
        return new JsonObject()
                .put("WidgetOrigin", page.origin().replaceFirst("^https?://", ""))
                .put("sessionId", claimed.view().handoffs().get(0).id())
                .put("WidgetUserAgent", screen.userAgent())
                .put(
                        "userParameters",
                        new JsonObject()
                                .put(
                                        "base64EncodedData",
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        page.userParameters()
                                                                .getBytes(StandardCharsets.UTF_8))))
                .put("IPAddressMobile", phone.address())
                .put("IPAddressWidget", page.address())
                .put(
                        "riskAnalytics",
                        new JsonObject()
                                .put("riskStatus", claimed.risk().status())
                                .put("riskFlagString", String.join(",", claimed.risk().flags()))
                                .put("geoData", geo))
                .put("browserPublicKey", P256Point.ofBase64Url(page.browserKey()).keyriBase64())
                .put("__salt", salt)
                .put("__hash", hash)
                .put("mobileTemplateResponse", screen.template())
                .encode();
    }

    private QrApplication compatible(String appKey) {
        QrApplication application = applications.ofKey(appKey);
        if (!application.compatKeyri()) {
            throw ApiProblem.of(Problem.NOT_FOUND);
        }
        return application;
    }

    private static String mobileId(HttpServerRequest request) {
        String id = request.getHeader("x-mobile-id");
        if (id == null || id.isBlank() || id.length() > LONGEST_MOBILE_ID) {
            throw QrProblem.invalid("x-mobile-id is required");
        }
        return id;
    }

    private static Requests.Device device(HttpServerRequest request, String mobileId) {
        String os = String.valueOf(request.getHeader("x-mobile-os")).toLowerCase(Locale.ROOT);
        return new Requests.Device(mobileId, "Phone", SYSTEMS.contains(os) ? os : "other", null);
    }

    private static String handshake(String salt, String hash) {
        return salt + "|" + hash;
    }

    private String hash(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            (LABEL + config.serviceToken()).getBytes(StandardCharsets.UTF_8),
                            "HmacSHA256"));
            return Tokens.text(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }

    private static String text(JsonNode node, String name) {
        if (!node.path(name).isTextual()) {
            throw QrProblem.invalid(name + " must be a text");
        }
        return node.path(name).textValue();
    }
}
