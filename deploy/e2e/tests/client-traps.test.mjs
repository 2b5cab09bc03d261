import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { PASSWORD, freshEmail, registerPasskey, signedInClient, signUp } from "../lib/accounts.mjs";
import { SoftwareAuthenticator } from "../lib/authenticator.mjs";
import { eventually } from "../lib/eventually.mjs";
import { auth, origin, publishableKey, secretKey } from "../lib/stack.mjs";

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** What a browser's JSON parsers and the client trip over, asserted on the answers themselves. */
describe("the server's answers", () => {
  let account;
  let passkey;
  let creation;
  let request;
  const authenticator = new SoftwareAuthenticator({ origin });

  before(async () => {
    const { client, session, email } = await signedInClient();
    account = { ...session, email };
    ({ passkey } = await registerPasskey(client, authenticator));
    creation = await eventually(async () => {
      const answer = await auth("POST", "/passkeys/registration/options", {
        bearer: session.access_token,
        body: {},
      });
      assert.equal(answer.json.options.excludeCredentials.length, 1);
      return answer;
    });
    request = await auth("POST", "/passkeys/authentication/options", {
      body: { gotrue_meta_security: {} },
    });
  });

  it("never put null into ceremony options", () => {
    for (const { json, text } of [creation, request]) {
      assert.ok(!text.includes("null"), text);
      assert.equal(typeof json.challenge_id, "string");
    }
  });

  it("omit what isn't there instead of leaving it empty", async () => {
    const fresh = await signUp();
    const options = await auth("POST", "/passkeys/registration/options", {
      bearer: fresh.access_token,
      body: {},
    });
    assert.ok(!("excludeCredentials" in options.json.options), options.text);
    for (const key of ["allowCredentials", "hints", "extensions"]) {
      assert.ok(!(key in request.json.options), key);
    }
    for (const key of ["hints", "attestationFormats", "extensions"]) {
      assert.ok(!(key in creation.json.options), key);
    }
    assert.ok(!("authenticatorAttachment" in creation.json.options.authenticatorSelection));
  });

  it("have the options at the top, without a publicKey wrapper", () => {
    for (const { json } of [creation, request]) {
      assert.ok(!("publicKey" in json.options));
      assert.match(json.options.challenge, BASE64URL);
    }
    assert.deepEqual(request.json.options, {
      challenge: request.json.options.challenge,
      timeout: 300_000,
      rpId: "localhost",
      userVerification: "preferred",
    });
    assert.deepEqual(creation.json.options.rp.id, "localhost");
    assert.deepEqual(
      creation.json.options.pubKeyCredParams.map(({ alg }) => alg),
      [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8],
    );
    assert.deepEqual(creation.json.options.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "preferred",
    });
    assert.equal(creation.json.options.attestation, "none");
  });

  it("encode binary members as base64url without padding", () => {
    for (const value of [
      creation.json.options.challenge,
      creation.json.options.user.id,
      request.json.options.challenge,
      ...creation.json.options.excludeCredentials.map(({ id }) => id),
    ]) {
      assert.match(value, BASE64URL);
    }
    for (const { json } of [creation, request]) {
      assert.equal(Buffer.from(json.options.challenge, "base64url").length, 32);
    }
  });

  it("use the 36 characters of the user's id as the user handle", () => {
    const handle = Buffer.from(creation.json.options.user.id, "base64url").toString();
    assert.equal(handle, account.user.id);
    assert.equal(creation.json.options.user.name, account.email);
  });

  it("tell the challenge's end in seconds", () => {
    const now = Date.now() / 1000;
    for (const { json } of [creation, request]) {
      assert.ok(Number.isInteger(json.expires_at));
      assert.ok(json.expires_at > now && json.expires_at < now + 3600, json.expires_at);
    }
  });

  it("carry JSON wherever the client reads some, and nothing with 204", async () => {
    const bearer = account.access_token;
    for (const answer of [
      creation,
      request,
      await auth("GET", "/passkeys", { bearer }),
      await auth("PATCH", `/passkeys/${passkey.id}`, { bearer, body: { friendly_name: "Key" } }),
      await auth("GET", "/user", { bearer }),
      await auth("PUT", "/user", { bearer, body: { data: { a: 1 } } }),
      await auth("GET", "/settings"),
      await auth("GET", "/health"),
      await auth("GET", "/.well-known/jwks.json"),
      await auth("POST", "/resend", { body: { type: "signup", email: freshEmail() } }),
    ]) {
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.headers["content-type"], /^application\/json\b/);
      assert.equal(typeof answer.json, "object", answer.text);
    }
    const { client, session } = await signedInClient();
    const { passkey: doomed } = await registerPasskey(client);
    for (const [method, path] of [
      ["DELETE", `/passkeys/${doomed.id}`],
      ["POST", "/logout"],
    ]) {
      const answer = await auth(method, path, {
        bearer: session.access_token,
        body: Buffer.alloc(0),
      });
      assert.equal(answer.status, 204, answer.text);
      assert.equal(answer.text, "");
    }
  });

  it("give sessions their length in seconds and their end as a time", async () => {
    const now = Math.floor(Date.now() / 1000);
    const signedUp = await auth("POST", "/signup", {
      body: { email: freshEmail(), password: PASSWORD },
    });
    const refreshed = await auth("POST", "/token?grant_type=refresh_token", {
      body: { refresh_token: signedUp.json.refresh_token },
    });
    for (const { json } of [signedUp, refreshed]) {
      assert.ok(json.expires_in > 90, "the client refreshes 90 s before the end");
      assert.ok(Math.abs(json.expires_at - now - json.expires_in) <= 5, json.expires_at);
      assert.deepEqual(Object.keys(json), [
        "access_token",
        "token_type",
        "expires_in",
        "expires_at",
        "refresh_token",
        "user",
      ]);
      assert.ok(json.user.id, "the client stores the user of a refresh");
    }
  });

  it("list passkeys as a bare array", async () => {
    const fresh = await signUp();
    const none = await auth("GET", "/passkeys", { bearer: fresh.access_token });
    const some = await auth("GET", "/passkeys", { bearer: account.access_token });
    assert.equal(none.text, "[]");
    assert.ok(Array.isArray(some.json), some.text);
    assert.ok(!some.text.includes("null"), some.text);
  });

  it("mark every error with its code, in the body and in a header", async () => {
    const named = await auth("GET", "/user");
    const numbered = await auth("GET", "/user", { version: null });
    const older = await auth("GET", "/user", { version: "2020-01-01" });
    const garbled = await auth("GET", "/user", { version: "soon" });
    assert.equal(named.json.code, named.headers["x-sb-error-code"]);
    assert.equal(named.headers["x-supabase-api-version"], "2024-01-01");
    for (const answer of [numbered, older, garbled]) {
      assert.equal(answer.json.error_code, answer.headers["x-sb-error-code"], answer.text);
      assert.equal(answer.json.code, answer.status);
    }
  });

  it("don't mark successes with a version", async () => {
    const answer = await auth("GET", "/user", { bearer: account.access_token });
    assert.equal(answer.headers["x-supabase-api-version"], undefined);
  });

  it("accept keys they don't know and nulls the client sends", async () => {
    const email = freshEmail();
    const signedUp = await auth("POST", "/signup", {
      body: {
        email,
        password: PASSWORD,
        data: {},
        gotrue_meta_security: {},
        code_challenge: null,
        code_challenge_method: null,
        surprise: [1],
      },
    });
    const signedIn = await auth("POST", "/token?grant_type=password", {
      body: { email, password: PASSWORD, gotrue_meta_security: { captcha_token: null }, x: {} },
    });
    assert.equal(signedUp.status, 200, signedUp.text);
    assert.equal(signedIn.status, 200, signedIn.text);
    const options = await auth("POST", "/passkeys/authentication/options", {
      body: { gotrue_meta_security: null, extra: true },
    });
    assert.equal(options.status, 200, options.text);
    const updated = await auth("PUT", "/user", {
      bearer: signedUp.json.access_token,
      body: { data: { a: 1 }, code_challenge: null, code_challenge_method: null },
    });
    assert.equal(updated.status, 200, updated.text);
  });

  it("accept ceremony answers as long as an attested one", async () => {
    const options = await auth("POST", "/passkeys/authentication/options", { body: {} });
    const credential = authenticator.get(options.json.options);
    const answer = await auth("POST", "/passkeys/authentication/verify", {
      body: {
        challenge_id: options.json.challenge_id,
        credential: { ...credential, clientExtensionResults: { padding: "x".repeat(200_000) } },
      },
    });
    assert.equal(answer.status, 200, answer.text);
  });

  it("read JSON whatever the content type says", async () => {
    for (const type of ["application/json;charset=UTF-8", "application/json", "text/plain"]) {
      const answer = await auth("POST", "/token?grant_type=password", {
        headers: { "content-type": type },
        body: { email: account.email, password: PASSWORD },
      });
      assert.equal(answer.status, 200, `${type}: ${answer.text}`);
    }
    const empty = await auth("POST", "/passkeys/authentication/options", {
      headers: { "content-type": "application/json;charset=UTF-8", "content-length": 0 },
    });
    assert.equal(empty.status, 200, empty.text);
  });

  it("sign tokens with ES256 for one audience, given as a string", () => {
    const [header, claims] = account.access_token
      .split(".")
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url")));
    assert.equal(header.alg, "ES256");
    assert.equal(header.typ, "JWT");
    assert.ok(header.kid);
    assert.equal(claims.aud, "authenticated");
    assert.equal(claims.phone, "");
    assert.equal(typeof claims.session_id, "string");
    assert.ok(claims.iss.endsWith("/auth/v1"), claims.iss);
  });

  it("publish public keys only, cacheable for ten minutes", async () => {
    const { json, headers } = await auth("GET", "/.well-known/jwks.json", { apikey: null });
    assert.equal(headers["cache-control"], "public, max-age=600");
    assert.ok(json.keys.length >= 1);
    for (const key of json.keys) {
      assert.equal(key.alg, "ES256");
      assert.equal(key.use, "sig");
      assert.deepEqual(key.key_ops, ["verify"]);
      assert.ok(key.kid && key.x && key.y && !("d" in key), Object.keys(key).join());
    }
  });

  it("don't redirect a trailing slash", async () => {
    const bearer = account.access_token;
    for (const answer of [
      await auth("GET", "/passkeys/", { bearer }),
      await auth("GET", "/user/", { bearer }),
      await auth("POST", "/passkeys/authentication/options/", { body: {} }),
      await auth("POST", "/token/?grant_type=password", {
        body: { email: account.email, password: PASSWORD },
      }),
    ]) {
      assert.equal(answer.status, 200, answer.text);
    }
  });

  it("take an opaque key in apikey or as the bearer", async () => {
    const path = `/admin/users/${account.user.id}/passkeys`;
    for (const options of [
      { apikey: secretKey },
      { apikey: secretKey, bearer: secretKey },
      { apikey: secretKey, bearer: publishableKey },
    ]) {
      const answer = await auth("GET", path, options);
      assert.equal(answer.status, 200, `${JSON.stringify(Object.keys(options))} ${answer.text}`);
    }
    const browser = await auth("GET", path, { bearer: publishableKey });
    assert.equal(browser.status, 403, browser.text);
    assert.equal(browser.json.code, "not_admin");
  });

  it("say how a session came to be in headers that log pipelines read", async () => {
    const options = await auth("POST", "/passkeys/authentication/options", { body: {} });
    const answer = await auth("POST", "/passkeys/authentication/verify", {
      body: {
        challenge_id: options.json.challenge_id,
        credential: authenticator.get(options.json.options),
      },
    });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers["sb-auth-user-id"], account.user.id);
    assert.match(answer.headers["sb-auth-session-id"], /^[0-9a-f-]{36}$/);
  });

  it("tell a client that passkeys are on", async () => {
    const { json } = await auth("GET", "/settings");
    assert.equal(json.passkeys_enabled, true);
    assert.equal(json.external.email, true);
    assert.equal(json.disable_signup, false);
  });

  it("call the server by the name client libraries know", async () => {
    const { json } = await auth("GET", "/health");
    assert.equal(json.name, "GoTrue");
    assert.ok(json.version);
  });
});
