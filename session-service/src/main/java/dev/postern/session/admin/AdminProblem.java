package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import dev.postern.session.statement.StoreFailure;
import dev.postern.session.user.UserProblem;
import java.util.Map;

/** Refusals of an administrator's requests. */
enum AdminProblem implements ProblemType {
    NO_ADDRESS(400, "Cannot create a user without either an email or phone"),
    PASSWORD_AND_HASH(400, "Only a password or a password hash should be provided"),
    UNSUPPORTED_HASH(
            400, "Password hash must be bcrypt or argon2, at most 255 characters, of usual cost"),
    ID_NOT_UUID(400, "ID must conform to the uuid v4 format"),
    ID_NIL(400, "ID cannot be a nil uuid"),
    BAN_DURATION(400, "invalid format for ban duration: %s"),
    BAD_PHONE(400, "Invalid phone number format (E.164 required)"),
    BAD_NAME(400, "%s must be at most 255 characters without control characters"),
    BAD_PAGINATION(400, "Bad Pagination Parameters: %s"),
    BAD_SORT(400, "Bad Sort Parameters: %s"),
    BAD_SCOPE(400, "Invalid query scope: %s"),
    BAD_TIME(400, "%s must be a time such as 2026-01-31T00:00:00Z"),
    NO_PASSWORD(400, "Signup requires a valid password"),
    LINK_TYPE(400, "Invalid email action link type requested: %s"),
    NO_SECURE_CHANGE(400, "Enable secure email change to generate link for current email"),
    EMAIL_NOT_FOUND(404, "user_not_found", "User with this email not found"),
    PHONE_EXISTS(422, "phone_exists", "Phone number already registered by another user"),
    ID_EXISTS(422, "user_already_exists", "A user with this ID has already been registered");

    private static final Map<String, ProblemType> BY_CONSTRAINT =
            Map.of(
                    "users_email_partial_key", UserProblem.EMAIL_EXISTS,
                    "users_phone_key", PHONE_EXISTS,
                    "users_pkey", ID_EXISTS);

    private final int status;
    private final String code;
    private final String message;

    AdminProblem(int status, String message) {
        this(status, "validation_failed", message);
    }

    AdminProblem(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /** Names what is taken when that is why the store refused; any other failure stays itself. */
    static Throwable ofDuplicate(Throwable failure) {
        return BY_CONSTRAINT.entrySet().stream()
                .filter(entry -> StoreFailure.isDuplicate(failure, '"' + entry.getKey() + '"'))
                .findFirst()
                .<Throwable>map(entry -> ApiProblem.of(entry.getValue()).causedBy(failure))
                .orElse(failure);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String message() {
        return message;
    }
}
