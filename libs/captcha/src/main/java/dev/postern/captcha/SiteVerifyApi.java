package dev.postern.captcha;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The siteverify endpoint as every provider offers it. */
public interface SiteVerifyApi {

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Uni<Response> verify(
            @FormParam("secret") String secret,
            @FormParam("response") String token,
            @FormParam("remoteip") String client);
}
