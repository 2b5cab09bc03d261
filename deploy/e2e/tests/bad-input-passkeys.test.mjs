import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, describe, it } from "node:test";
import { registerPasskey, signedInClient, signUp } from "../lib/accounts.mjs";
import { SoftwareAuthenticator } from "../lib/authenticator.mjs";
import {
  demandsJson,
  demandsUser,
  forge,
  INVALID_UTF8,
  invalid,
  NO_AUTHORIZATION,
  NOT_JSON,
  OVERSIZED,
  UNREADABLE,
  UNVERIFIABLE,
} from "../lib/gates.mjs";
import { refuses } from "../lib/refusals.mjs";
import { auth, origin, secretKey } from "../lib/stack.mjs";

const NOT_ADMIN = { status: 403, code: "not_admin", message: "User not allowed" };
const PASSKEY_NOT_FOUND = { status: 404, code: "validation_failed", message: "Passkey not found" };
const CHALLENGE_NOT_FOUND = {
  status: 400,
  code: "webauthn_challenge_not_found",
  message: "Challenge not found or already used",
};
const INVALID_CREDENTIAL = {
  status: 400,
  code: "webauthn_verification_failed",
  message: "Invalid credential response",
};
const UNVERIFIED = {
  status: 400,
  code: "webauthn_verification_failed",
  message: "Credential verification failed",
};
const UNVERIFIED_OR_INVALID = {
  status: 400,
  code: "webauthn_verification_failed",
  message: /^(Credential verification failed|Invalid credential response)$/,
};

let account;
let stranger;
let passkey;
let authenticator;
let ended;

before(async () => {
  const { client, session, user } = await signedInClient();
  account = { token: session.access_token, user };
  ({ passkey, authenticator } = await registerPasskey(client));
  stranger = await signUp();
  ended = (await signUp()).access_token;
  assert.equal((await auth("POST", "/logout", { bearer: ended })).status, 204);
});

const who = () => ({ token: account.token, strangerId: stranger.user.id, ended });
const asUser = () => ({ bearer: account.token });

async function challenge(kind) {
  const { status, text, json } = await auth("POST", `/passkeys/${kind}/options`, {
    ...(kind === "registration" ? asUser() : {}),
    body: {},
  });
  assert.equal(status, 200, text);
  return json;
}

describe("POST /passkeys/registration/options", () => {
  const path = "/passkeys/registration/options";
  demandsUser("POST", () => path, who);

  it("ignores its body", async () => {
    for (const body of [undefined, Buffer.alloc(0), "not json", "[]", INVALID_UTF8]) {
      const answer = await auth("POST", path, { ...asUser(), body });
      assert.equal(answer.status, 200, answer.text);
    }
  });

  it("more than 1 MiB → 400 bad_json", () =>
    refuses("POST", path, { ...asUser(), body: OVERSIZED }, UNREADABLE));
});

describe("POST /passkeys/registration/verify", () => {
  const path = "/passkeys/registration/verify";
  demandsUser("POST", () => path, who);
  demandsJson("POST", () => path, asUser, UNREADABLE);
  refusesMalformedAnswers(path, asUser, "registration");

  const refusesAnswer = (answer, expected) =>
    refuses("POST", path, async () => ({ ...asUser(), body: await answer() }), expected);

  it("an authentication challenge → 400 webauthn_challenge_not_found", () =>
    refusesAnswer(async () => {
      const { challenge_id } = await challenge("authentication");
      return { challenge_id, credential: {} };
    }, CHALLENGE_NOT_FOUND));

  it("another's origin → 400 webauthn_verification_failed", () =>
    refusesAnswer(async () => {
      const { challenge_id, options } = await challenge("registration");
      const elsewhere = new SoftwareAuthenticator({ origin: "http://localhost:1" });
      return { challenge_id, credential: elsewhere.create(options) };
    }, UNVERIFIED));

  it("an answer to another challenge → 400 webauthn_verification_failed", () =>
    refusesAnswer(async () => {
      const { challenge_id } = await challenge("registration");
      const { options } = await challenge("registration");
      return { challenge_id, credential: new SoftwareAuthenticator({ origin }).create(options) };
    }, UNVERIFIED));

  it("a credential that is registered already → 422 webauthn_credential_exists", () =>
    refusesAnswer(
      async () => {
        const { challenge_id, options } = await challenge("registration");
        const twin = new SoftwareAuthenticator({ origin });
        const credential = twin.create(options);
        const known = authenticator.credentials[0].id;
        const attestation = Buffer.from(credential.response.attestationObject, "base64url");
        known.copy(attestation, attestation.indexOf(twin.credentials[0].id));
        const id = known.toString("base64url");
        const response = {
          ...credential.response,
          attestationObject: attestation.toString("base64url"),
        };
        return { challenge_id, credential: { ...credential, id, rawId: id, response } };
      },
      {
        status: 422,
        code: "webauthn_credential_exists",
        message: "This credential is already registered",
      },
    ));
});

describe("POST /passkeys/authentication/options", () => {
  const path = "/passkeys/authentication/options";

  it("needs neither body nor key nor a valid token", async () => {
    for (const options of [
      {},
      { apikey: null },
      { body: {} },
      { body: Buffer.alloc(0) },
      { bearer: "abc", body: {} },
      { bearer: ended, body: {} },
    ]) {
      const answer = await auth("POST", path, options);
      assert.equal(answer.status, 200, answer.text);
    }
  });

  it("answers a body that isn't JSON with a challenge or with bad_json", async () => {
    for (const body of ["not json", "[]", INVALID_UTF8, '{"gotrue_meta_security":7}']) {
      const answer = await auth("POST", path, { body });
      const refused = answer.status === 400 && answer.json.code === "bad_json";
      assert.ok(answer.status === 200 || refused, answer.text);
    }
  });

  it("more than 1 MiB → 400 bad_json", () =>
    refuses("POST", path, { body: OVERSIZED }, UNREADABLE));
});

describe("POST /passkeys/authentication/verify", () => {
  const path = "/passkeys/authentication/verify";
  demandsJson("POST", () => path, () => ({}), UNREADABLE);
  refusesMalformedAnswers(path, () => ({}), "authentication");

  it("a registration challenge → 400 webauthn_challenge_not_found", () =>
    refuses(
      "POST",
      path,
      async () => {
        const { challenge_id } = await challenge("registration");
        return { body: { challenge_id, credential: {} } };
      },
      CHALLENGE_NOT_FOUND,
    ));

  const tampered = (name, change) =>
    it(`${name} → 400 webauthn_verification_failed`, () =>
      refuses(
        "POST",
        path,
        async () => {
          const { challenge_id, options } = await challenge("authentication");
          const credential = authenticator.get(options);
          change(credential);
          return { body: { challenge_id, credential } };
        },
        UNVERIFIED_OR_INVALID,
      ));

  tampered("no user handle", ({ response }) => delete response.userHandle);
  tampered("a user handle that isn't a UUID", ({ response }) => {
    response.userHandle = Buffer.from("ada").toString("base64url");
  });
  tampered("another user's handle", ({ response }) => {
    response.userHandle = Buffer.from(stranger.user.id).toString("base64url");
  });
  tampered("an unknown user's handle", ({ response }) => {
    response.userHandle = Buffer.from(randomUUID()).toString("base64url");
  });
  tampered("a broken signature", ({ response }) => {
    const signature = Buffer.from(response.signature, "base64url");
    signature[signature.length - 1] ^= 1;
    response.signature = signature.toString("base64url");
  });
  tampered("authenticator data cut short", ({ response }) => {
    response.authenticatorData = response.authenticatorData.slice(0, 20);
  });
  tampered("client data that isn't JSON", ({ response }) => {
    response.clientDataJSON = Buffer.from("nope").toString("base64url");
  });
  tampered("another credential id", (credential) => {
    credential.id = credential.rawId = Buffer.alloc(32, 7).toString("base64url");
  });
  tampered("id and rawId that differ", (credential) => {
    credential.rawId = Buffer.alloc(32, 7).toString("base64url");
  });

  it("burns the challenge with any answer to it", async () => {
    const { challenge_id, options } = await challenge("authentication");
    const credential = authenticator.get(options);
    const broken = { ...credential, type: "password" };
    const first = await auth("POST", path, { body: { challenge_id, credential: broken } });
    const second = await auth("POST", path, { body: { challenge_id, credential } });
    assert.equal(first.json.code, "webauthn_verification_failed", first.text);
    assert.equal(second.json.code, "webauthn_challenge_not_found", second.text);
  });
});

/** What both verify endpoints refuse before or instead of verifying anything. */
function refusesMalformedAnswers(path, options, kind) {
  for (const [name, body, expected] of [
    ["no challenge_id", { credential: {} }, invalid("challenge_id is required")],
    [
      "an empty challenge_id",
      { challenge_id: "", credential: {} },
      invalid("challenge_id is required"),
    ],
    ["nothing at all", {}, invalid("challenge_id is required")],
    ["a challenge_id that is a number", { challenge_id: 5, credential: {} }, NOT_JSON],
    ["a challenge_id that is an object", { challenge_id: {}, credential: {} }, NOT_JSON],
    ["no credential", { challenge_id: randomUUID() }, invalid("credential is required")],
    [
      "a challenge_id that isn't a UUID",
      { challenge_id: "1234", credential: {} },
      invalid("challenge_id must be a valid UUID"),
    ],
    [
      "a challenge_id with more after it",
      { challenge_id: `${randomUUID()}0`, credential: {} },
      invalid("challenge_id must be a valid UUID"),
    ],
    ["an unknown challenge", { challenge_id: randomUUID(), credential: {} }, CHALLENGE_NOT_FOUND],
  ]) {
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      refuses("POST", path, () => ({ ...options(), body }), expected));
  }

  for (const [name, credential] of [
    ["null", null],
    ["a string", "abc"],
    ["a number", 5],
    ["an array", []],
    ["an empty object", {}],
    ["one with a padded standard base64 id", { id: "a+b/", rawId: "a+b/", type: "public-key", response: {} }],
    ["one whose response is a string", { id: "YQ", rawId: "YQ", type: "public-key", response: "x" }],
    ["one without response", { id: "YQ", rawId: "YQ", type: "public-key" }],
  ]) {
    it(`a credential that is ${name} → 400 webauthn_verification_failed`, () =>
      refuses(
        "POST",
        path,
        async () => {
          const { challenge_id } = await challenge(kind);
          return { ...options(), body: { challenge_id, credential } };
        },
        INVALID_CREDENTIAL,
      ));
  }
}

describe("GET /passkeys", () => {
  demandsUser("GET", () => "/passkeys", who);
});

describe("PATCH /passkeys/{id}", () => {
  const path = () => `/passkeys/${passkey.id}`;
  const named = (friendly_name) => ({ ...asUser(), body: { friendly_name } });
  demandsUser("PATCH", path, who);
  demandsJson("PATCH", path, asUser, UNREADABLE);

  for (const [name, value, expected] of [
    ["no name", undefined, invalid("friendly_name is required")],
    ["an empty name", "", invalid("friendly_name is required")],
    [
      "a name of 121 characters",
      "x".repeat(121),
      invalid("friendly_name must be 120 characters or less"),
    ],
    [
      "a name of 121 four-byte characters",
      "💻".repeat(121),
      invalid("friendly_name must be 120 characters or less"),
    ],
    ["a name that is a number", 7, NOT_JSON],
    ["a name that is a list", ["x"], NOT_JSON],
  ]) {
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      refuses("PATCH", path(), named(value), expected));
  }

  it("takes 120 four-byte characters", async () => {
    const answer = await auth("PATCH", path(), named("💻".repeat(120)));
    assert.equal(answer.status, 200, answer.text);
    assert.equal([...answer.json.friendly_name].length, 120);
  });

  for (const [name, id] of [
    ["an id that isn't a UUID", "first"],
    ["an unknown id", randomUUID()],
  ]) {
    it(`${name} → 404 validation_failed`, () =>
      refuses("PATCH", `/passkeys/${id}`, named("Key"), PASSKEY_NOT_FOUND));
  }

  it("another user's passkey → 404 validation_failed", () =>
    refuses(
      "PATCH",
      path(),
      { bearer: stranger.access_token, body: { friendly_name: "Mine" } },
      PASSKEY_NOT_FOUND,
    ));
});

describe("DELETE /passkeys/{id}", () => {
  const path = () => `/passkeys/${passkey.id}`;
  demandsUser("DELETE", path, who);

  for (const [name, id] of [
    ["an id that isn't a UUID", "first"],
    ["an unknown id", randomUUID()],
  ]) {
    it(`${name} → 404 validation_failed`, () =>
      refuses("DELETE", `/passkeys/${id}`, asUser(), PASSKEY_NOT_FOUND));
  }

  it("another user's passkey → 404 validation_failed, and it stays", async () => {
    await refuses("DELETE", path(), { bearer: stranger.access_token }, PASSKEY_NOT_FOUND);
    const { json } = await auth("GET", "/passkeys", asUser());
    assert.ok(json.some(({ id }) => id === passkey.id));
  });
});

describe("GET and DELETE /admin/users/{id}/passkeys", () => {
  const admin = { apikey: secretKey };
  const list = (id) => `/admin/users/${id}/passkeys`;

  for (const [method, path] of [
    ["GET", () => list(account.user.id)],
    ["DELETE", () => `${list(account.user.id)}/${passkey.id}`],
  ]) {
    for (const [name, options, expected] of [
      ["no Authorization and no key", () => ({ apikey: null }), NO_AUTHORIZATION],
      ["the publishable key", () => ({}), NOT_ADMIN],
      ["a user's token", asUser, NOT_ADMIN],
      ["a token that isn't a JWT", () => ({ bearer: "abc" }), UNVERIFIABLE],
      ["a user's token beside the secret key", () => ({ ...admin, ...asUser() }), NOT_ADMIN],
      [
        "claims changed to an admin's",
        () => ({ bearer: forge(account.token, { role: "service_role" }) }),
        UNVERIFIABLE,
      ],
    ]) {
      it(`${method}: ${name} → ${expected.status} ${expected.code}`, () =>
        refuses(method, path(), options(), expected));
    }
  }

  it("a user id that isn't a UUID → 404 validation_failed", () =>
    refuses("GET", list("ada"), admin, {
      status: 404,
      code: "validation_failed",
      message: "user_id must be an UUID",
    }));

  it("an unknown user → 404 user_not_found", () =>
    refuses("GET", list(randomUUID()), admin, {
      status: 404,
      code: "user_not_found",
      message: "User not found",
    }));

  for (const [name, target] of [
    ["a passkey id that isn't a UUID", () => [account.user.id, "first"]],
    ["an unknown passkey", () => [account.user.id, randomUUID()]],
    ["another user's passkey", () => [stranger.user.id, passkey.id]],
  ]) {
    it(`${name} → 404 validation_failed`, () => {
      const [user, id] = target();
      return refuses("DELETE", `${list(user)}/${id}`, admin, PASSKEY_NOT_FOUND);
    });
  }
});
