package dev.postern.credential;

import dev.postern.auth.ServiceProblem;
import dev.postern.problem.ApiProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Passes another service's refusal on together with how long it asks to wait. */
public class RelayedRefusal extends ServiceProblem {

    @Override
    public RuntimeException toThrowable(Response response) {
        RuntimeException refusal = super.toThrowable(response);
        String wait = response.getHeaderString(HttpHeaders.RETRY_AFTER);
        return wait != null && refusal instanceof ApiProblem problem
                ? problem.withHeader(HttpHeaders.RETRY_AFTER, wait)
                : refusal;
    }
}
