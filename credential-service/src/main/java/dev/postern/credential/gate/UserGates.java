package dev.postern.credential.gate;

import dev.postern.auth.Caller;
import dev.postern.credential.CredentialProblem;
import dev.postern.credential.session.Introspection;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;

/** What a signed-in user must be to register or remove a passkey, in the order of the contract. */
@ApplicationScoped
public class UserGates {

    private final Caller caller;

    UserGates(Caller caller) {
        this.caller = caller;
    }

    /** Not anonymous, not managed by SSO, AAL2 if possible, with a confirmed address. */
    public void mayRegister() {
        Introspection.User user = introspection().user();
        refuseIf(caller.user().anonymous(), CredentialProblem.ANONYMOUS_USER);
        refuseIf(user.ssoUser(), CredentialProblem.SSO_USER);
        mayRemove();
        if (!user.emailConfirmed() && !user.phoneConfirmed()) {
            throw ApiProblem.of(
                    user.hasPhone() && !user.hasEmail()
                            ? Problem.PHONE_NOT_CONFIRMED
                            : Problem.EMAIL_NOT_CONFIRMED);
        }
    }

    /** AAL2, for a user who has a factor to reach it with. */
    public void mayRemove() {
        refuseIf(
                introspection().user().hasVerifiedFactor() && !introspection().isAal2(),
                CredentialProblem.INSUFFICIENT_AAL);
    }

    /** Whether the user can sign in without any passkey. */
    public boolean hasOtherMethod() {
        return introspection().user().hasPassword();
    }

    private Introspection introspection() {
        return caller.attached(Introspection.class);
    }

    private static void refuseIf(boolean condition, ProblemType refusal) {
        if (condition) {
            throw ApiProblem.of(refusal);
        }
    }
}
