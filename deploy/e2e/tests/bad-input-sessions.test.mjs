import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { freshEmail, PASSWORD, registerPasskey, signedInClient, signUp } from "../lib/accounts.mjs";
import { demandsJson, demandsUser, invalid, NOT_JSON, TOO_LARGE } from "../lib/gates.mjs";
import { refuses } from "../lib/refusals.mjs";
import { auth } from "../lib/stack.mjs";

const INVALID_CREDENTIALS = {
  status: 400,
  code: "invalid_credentials",
  message: "Invalid login credentials",
};
const WEAK_PASSWORD = {
  status: 422,
  code: "weak_password",
  message: "Password should be at least 6 characters.",
};
const BAD_DATA = invalid(/^data must be a JSON object\b/);
const BAD_EMAIL = invalid("Unable to validate email address: invalid format");

let account;
let stranger;
let ended;

before(async () => {
  const { access_token, email } = await signUp();
  account = { token: access_token, email };
  stranger = await signUp();
  ended = (await signUp()).access_token;
  assert.equal((await auth("POST", "/logout", { bearer: ended })).status, 204);
});

const who = () => ({ token: account.token, strangerId: stranger.user.id, ended });
const asUser = () => ({ bearer: account.token });

describe("POST /signup", () => {
  const path = "/signup";
  demandsJson("POST", () => path, () => ({}), TOO_LARGE);

  for (const [name, body, expected] of [
    ["no password", { email: freshEmail() }, invalid("Signup requires a valid password")],
    [
      "an empty password",
      { email: freshEmail(), password: "" },
      invalid("Signup requires a valid password"),
    ],
    [
      "a password of 73 bytes",
      { email: freshEmail(), password: "x".repeat(73) },
      invalid("Password cannot be longer than 72 characters"),
    ],
    ["an address without @", { email: "ada", password: PASSWORD }, BAD_EMAIL],
    [
      "an address with a line break",
      { email: "ada@example.com\r\nBcc: b@b.c", password: PASSWORD },
      BAD_EMAIL,
    ],
    [
      "an address of 312 characters",
      { email: `${"a".repeat(300)}@example.com`, password: PASSWORD },
      BAD_EMAIL,
    ],
    [
      "e-mail and phone",
      { email: freshEmail(), phone: "+4915112345678", password: PASSWORD },
      invalid("Only an email address or phone number should be provided on signup."),
    ],
    ["an address that is a number", { email: 5, password: PASSWORD }, NOT_JSON],
    ["a password that is a list", { email: freshEmail(), password: ["x"] }, NOT_JSON],
    ["data that is a string", { email: freshEmail(), password: PASSWORD, data: "x" }, BAD_DATA],
    [
      "neither e-mail nor phone",
      { data: {} },
      {
        status: 422,
        code: "anonymous_provider_disabled",
        message: "Anonymous sign-ins are disabled",
      },
    ],
  ]) {
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      refuses("POST", path, { body }, expected));
  }

  it("an address that is taken → 422 user_already_exists", () =>
    refuses(
      "POST",
      path,
      { body: { email: account.email, password: PASSWORD } },
      { status: 422, code: "user_already_exists", message: "User already registered" },
    ));

  it("a short password → 422 weak_password, with its reasons in both envelopes", async () => {
    const body = { email: freshEmail(), password: "12345" };
    await refuses("POST", path, { body }, WEAK_PASSWORD);
    for (const version of ["2024-01-01", null]) {
      const { json } = await auth("POST", path, { body, version });
      assert.deepEqual(json.weak_password, { reasons: ["length"] });
    }
  });
});

describe("POST /token?grant_type=password", () => {
  const path = "/token?grant_type=password";
  demandsJson("POST", () => path, () => ({}), TOO_LARGE);

  for (const [name, body, expected] of [
    [
      "e-mail and phone",
      { email: "a@b.co", phone: "+4915112345678", password: "x" },
      invalid("Only an email address or phone number should be provided on login."),
    ],
    ["neither", { password: "x" }, invalid("missing email or phone")],
    ["an unknown address", { email: freshEmail(), password: PASSWORD }, INVALID_CREDENTIALS],
    ["an address that isn't one", { email: "ada", password: PASSWORD }, INVALID_CREDENTIALS],
    ["an address that is a number", { email: 5, password: PASSWORD }, NOT_JSON],
    ["a password that is an object", { email: "a@b.co", password: {} }, NOT_JSON],
  ]) {
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      refuses("POST", path, { body }, expected));
  }

  for (const [name, password] of [
    ["a wrong password", "wrong"],
    ["no password", undefined],
    ["an empty password", ""],
    ["a password of 100 kB", "x".repeat(100_000)],
  ]) {
    it(`${name} → 400 invalid_credentials`, () =>
      refuses("POST", path, { body: { email: account.email, password } }, INVALID_CREDENTIALS));
  }

  for (const query of ["", "?grant_type=", "?grant_type=magic", "?grant_type=PASSWORD"]) {
    it(`${query || "no grant_type"} → 400 invalid_credentials`, () =>
      refuses("POST", `/token${query}`, { body: {} }, {
        status: 400,
        code: "invalid_credentials",
        message: "unsupported_grant_type",
      }));
  }
});

describe("POST /token?grant_type=refresh_token", () => {
  const path = "/token?grant_type=refresh_token";
  demandsJson("POST", () => path, () => ({}), TOO_LARGE);

  for (const [name, refresh_token, expected] of [
    ["no token", undefined, invalid("Refresh token is not valid")],
    ["an empty token", "", invalid("Refresh token is not valid")],
    ["a token of 11 characters", "abcdefghij1", invalid("Refresh token is not valid")],
    [
      "an unknown token",
      "abcdefghij12",
      {
        status: 400,
        code: "refresh_token_not_found",
        message: "Invalid Refresh Token: Refresh Token Not Found",
      },
    ],
    ["a token that is a number", 7, NOT_JSON],
  ]) {
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      refuses("POST", path, { body: { refresh_token } }, expected));
  }

  it("a token of a session that was signed out → 400 session_not_found", async () => {
    const left = await signUp();
    await auth("POST", "/logout", { bearer: left.access_token });
    await refuses("POST", path, { body: { refresh_token: left.refresh_token } }, {
      status: 400,
      code: "session_not_found",
      message: "Invalid Refresh Token: No Valid Session Found",
    });
  });
});

describe("GET /user", () => {
  demandsUser("GET", () => "/user", who);

  it("another audience → 400 validation_failed", () =>
    refuses("GET", "/user", () => ({ ...asUser(), headers: { "x-jwt-aud": "elsewhere" } }), {
      status: 400,
      code: "validation_failed",
      message: "Token audience doesn't match request audience",
    }));
});

describe("PUT /user", () => {
  demandsUser("PUT", () => "/user", who);
  demandsJson("PUT", () => "/user", asUser, TOO_LARGE);

  for (const [name, body, expected] of [
    [
      "the same password",
      { password: PASSWORD },
      {
        status: 422,
        code: "same_password",
        message: "New password should be different from the old password.",
      },
    ],
    ["a short password", { password: "12345" }, WEAK_PASSWORD],
    ["an address without @", { email: "ada" }, BAD_EMAIL],
    ["data that is a number", { data: 5 }, BAD_DATA],
    ["a password that is a number", { password: 123456 }, NOT_JSON],
    [
      "app_metadata",
      { app_metadata: { admin: true } },
      { status: 403, code: "not_admin", message: /\S/ },
    ],
  ]) {
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      refuses("PUT", "/user", () => ({ ...asUser(), body }), expected));
  }

  it("another's address → 422 email_exists", () =>
    refuses("PUT", "/user", () => ({ ...asUser(), body: { email: stranger.email } }), {
      status: 422,
      code: "email_exists",
      message: "A user with this email address has already been registered",
    }));
});

describe("POST /logout", () => {
  demandsUser("POST", () => "/logout", who);

  it("an unknown scope → 400 validation_failed", () =>
    refuses("POST", "/logout?scope=mars", asUser, {
      status: 400,
      code: "validation_failed",
      message: 'Unsupported logout scope "mars"',
    }));

  it("ignores its body", async () => {
    const left = await signUp();
    const answer = await auth("POST", "/logout?scope=local", {
      bearer: left.access_token,
      body: "not json",
    });
    assert.equal(answer.status, 204, answer.text);
  });
});

describe("any endpoint", () => {
  const bodies = [
    `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
    '{"email":"a@b.co","email":"c@d.co","password":"secret12"}',
    '{"email":"a\\u0000@b.co","password":"secret12","data":{"x":"\\u0000"}}',
    `{"email":"${freshEmail()}","password":"secret12","data":{"x":"\\u0000"}}`,
    '{"email":"\\ud800@b.co","password":"secret12"}',
    '{"data":{"x":"\\ud800"}}',
    '{"friendly_name":"\\u0000"}',
    '{"friendly_name":"\\ud800"}',
    '{"challenge_id":"\\u0000","credential":{}}',
    "\ufeff{}",
    `{"refresh_token":"${"\\u0000".repeat(12)}"}`,
  ];
  let bearer;
  let passkey;

  before(async () => {
    const { client, session } = await signedInClient();
    bearer = session.access_token;
    ({ passkey } = await registerPasskey(client));
  });

  for (const [method, path] of [
    ["POST", () => "/signup"],
    ["POST", () => "/token?grant_type=password"],
    ["POST", () => "/token?grant_type=refresh_token"],
    ["PUT", () => "/user"],
    ["POST", () => "/resend"],
    ["POST", () => "/verify"],
    ["GET", () => "/verify?token=%00&type=signup&redirect_to=%0d%0aSet-Cookie:a=b"],
    ["POST", () => "/passkeys/registration/verify"],
    ["POST", () => "/passkeys/authentication/verify"],
    ["POST", () => "/passkeys/authentication/options"],
    ["PATCH", () => `/passkeys/${passkey?.id ?? "{id}"}`],
    ["POST", () => "/logout?scope=%ff"],
  ]) {
    it(`takes odd but well-formed input without failing: ${method} ${path()}`, async () => {
      for (const body of method === "GET" ? [undefined] : bodies) {
        const answer = await auth(method, path(), { bearer, body });
        assert.ok(answer.status < 500, `${answer.status} ${answer.text} to ${body?.slice(0, 80)}`);
        if (answer.status >= 400) {
          assert.ok(answer.headers["x-sb-error-code"], answer.text);
        }
      }
    });
  }
});
