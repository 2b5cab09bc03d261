import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { createClient } from "@supabase/supabase-js";
import ws from "ws";
import {
  freshEmail,
  memoryStorage,
  newAdmin,
  newClient,
  PASSWORD,
  registerPasskey,
  signedInClient,
} from "../lib/accounts.mjs";
import { SoftwareAuthenticator } from "../lib/authenticator.mjs";
import { eventually } from "../lib/eventually.mjs";
import { origin, publishableKey, secretKey, url } from "../lib/stack.mjs";

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** Records every event from now on; the first, INITIAL_SESSION, has been seen when this resolves. */
async function watch(client) {
  const events = [];
  await new Promise((initial) => {
    client.auth.onAuthStateChange((event) => {
      if (event === "INITIAL_SESSION") {
        initial();
      } else {
        events.push(event);
      }
    });
  });
  return events;
}

/** Options and the credential that answers them, not yet sent. */
async function answeredChallenge(client, authenticator) {
  const { data, error } = await client.auth.passkey.startAuthentication();
  assert.equal(error, null);
  return { challengeId: data.challenge_id, credential: authenticator.get(data.options) };
}

function assertError(error, { status, code }) {
  assert.ok(error, "an error was expected");
  assert.deepEqual({ status: error.status, code: error.code }, { status, code }, error.message);
}

describe("e-mail and password", () => {
  it("signs up and is signed in at once", async () => {
    const client = newClient();
    const events = await watch(client);
    const email = freshEmail();

    const { data, error } = await client.auth.signUp({
      email,
      password: PASSWORD,
      options: { data: { name: "Ada" } },
    });

    assert.equal(error, null);
    assert.equal(data.user.email, email);
    assert.equal(data.user.user_metadata.name, "Ada");
    assert.equal(data.user.user_metadata.email_verified, true);
    assert.deepEqual(data.user.app_metadata, { provider: "email", providers: ["email"] });
    assert.equal(data.user.identities.length, 1);
    assert.equal(data.session.token_type, "bearer");
    assert.deepEqual(events, ["SIGNED_IN"]);
  });

  it("signs in, whatever the case of the address", async () => {
    const { email, user } = await signedInClient();

    const { data, error } = await newClient().auth.signInWithPassword({
      email: email.toUpperCase(),
      password: PASSWORD,
    });

    assert.equal(error, null);
    assert.equal(data.user.id, user.id);
    assert.match(data.user.last_sign_in_at, RFC3339);
  });

  it("answers a wrong password and an unknown address alike", async () => {
    const { email } = await signedInClient();
    for (const credentials of [
      { email, password: "not the password" },
      { email: freshEmail(), password: PASSWORD },
    ]) {
      const { data, error } = await newClient().auth.signInWithPassword(credentials);

      assertError(error, { status: 400, code: "invalid_credentials" });
      assert.equal(error.message, "Invalid login credentials");
      assert.equal(data.session, null);
    }
  });

  it("refuses a second account for one address", async () => {
    const { email } = await signedInClient();

    const { error } = await newClient().auth.signUp({ email, password: PASSWORD });

    assertError(error, { status: 422, code: "user_already_exists" });
  });

  it("names why a password is weak", async () => {
    const { error } = await newClient().auth.signUp({ email: freshEmail(), password: "12345" });

    assert.equal(error.name, "AuthWeakPasswordError");
    assert.equal(error.status, 422);
    assert.ok(error.reasons.includes("length"), error.reasons);
  });

  it("returns the user of the session and merges what an update brings", async () => {
    const { client, user } = await signedInClient();
    const events = await watch(client);

    const updated = await client.auth.updateUser({ data: { city: "London", plan: "free" } });
    const merged = await client.auth.updateUser({ data: { plan: null, seats: 3 } });
    const { data } = await client.auth.getUser();

    assert.equal(updated.error, null);
    assert.equal(merged.error, null);
    assert.equal(data.user.id, user.id);
    assert.equal(data.user.user_metadata.city, "London");
    assert.equal(data.user.user_metadata.seats, 3);
    assert.ok(!("plan" in data.user.user_metadata), "null removes a key");
    assert.deepEqual(events, ["USER_UPDATED", "USER_UPDATED"]);
  });
});

describe("sessions", () => {
  it("rotates the refresh token and tells the app", async () => {
    const { client, session, user } = await signedInClient();
    const events = await watch(client);

    const { data, error } = await client.auth.refreshSession();

    assert.equal(error, null);
    assert.notEqual(data.session.refresh_token, session.refresh_token);
    assert.equal(data.user.id, user.id);
    assert.deepEqual(events, ["TOKEN_REFRESHED"]);
  });

  it("opens a session from tokens another device handed over", async () => {
    const { session, user } = await signedInClient();
    const { access_token, refresh_token } = session;

    const { data, error } = await newClient().auth.setSession({ access_token, refresh_token });

    assert.equal(error, null);
    assert.equal(data.user.id, user.id);
  });

  it("keeps five clients that share one storage signed in when all refresh at once", async () => {
    const storage = memoryStorage();
    const first = newClient({ storage });
    await first.auth.signUp({ email: freshEmail(), password: PASSWORD });
    const clients = [first, ...Array.from({ length: 4 }, () => newClient({ storage }))];
    const events = await Promise.all(clients.map(watch));

    const results = await Promise.all(clients.map((client) => client.auth.refreshSession()));

    for (const { error } of results) {
      assert.ok(!error || error.name === "AuthRefreshDiscardedError", error?.message);
    }
    assert.ok(!events.flat().includes("SIGNED_OUT"), events.flat());
    for (const client of clients) {
      const { data, error } = await client.auth.getUser();
      assert.equal(error, null);
      assert.ok(data.user.id);
    }
    const { data, error } = await first.auth.refreshSession();
    assert.equal(error, null, "the token in storage is a live one");
    assert.ok(data.session);
  });

  it("signs out this session only with scope local", async () => {
    const { client, email } = await signedInClient();
    const other = newClient();
    await other.auth.signInWithPassword({ email, password: PASSWORD });
    const { data } = await client.auth.getSession();
    const events = await watch(client);

    const { error } = await client.auth.signOut({ scope: "local" });

    assert.equal(error, null);
    assert.deepEqual(events, ["SIGNED_OUT"]);
    assertSignedOut(await newClient().auth.getUser(data.session.access_token));
    assert.equal((await other.auth.getUser()).error, null);
  });

  it("signs out every other session with scope others", async () => {
    const { client, email } = await signedInClient();
    const other = newClient();
    await other.auth.signInWithPassword({ email, password: PASSWORD });

    const { error } = await client.auth.signOut({ scope: "others" });

    assert.equal(error, null);
    assert.equal((await client.auth.getUser()).error, null);
    assertSignedOut(await other.auth.getUser());
  });

  it("signs out all sessions by default", async () => {
    const { client, email } = await signedInClient();
    const other = newClient();
    await other.auth.signInWithPassword({ email, password: PASSWORD });

    const { error } = await client.auth.signOut();

    assert.equal(error, null);
    assertSignedOut(await other.auth.getUser());
    const { error: refused } = await other.auth.refreshSession();
    assert.equal(refused.status, 400, refused.message);
  });

  it("lets the app verify its token against the JWKS, without asking for the user", async () => {
    const requests = [];
    const client = createClient(url, publishableKey, {
      auth: { autoRefreshToken: false, storage: memoryStorage() },
      realtime: { transport: ws },
      global: {
        fetch: (input, init) => {
          requests.push(new URL(input).pathname);
          return fetch(input, init);
        },
      },
    });
    const { data: signedUp } = await client.auth.signUp({ email: freshEmail(), password: PASSWORD });
    requests.length = 0;

    const { data, error } = await client.auth.getClaims();

    assert.equal(error, null);
    assert.equal(data.header.alg, "ES256");
    assert.equal(data.claims.sub, signedUp.user.id);
    assert.equal(data.claims.aud, "authenticated");
    assert.equal(data.claims.role, "authenticated");
    assert.equal(data.claims.aal, "aal1");
    assert.equal(data.claims.amr[0].method, "password");
    assert.equal(data.claims.is_anonymous, false);
    assert.deepEqual(requests, ["/auth/v1/.well-known/jwks.json"]);
  });

  it("refuses a token whose payload was changed", async () => {
    const { session } = await signedInClient();
    const [header, payload, signature] = session.access_token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url"));
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: randomUUID() })).toString(
      "base64url",
    );

    const { data, error } = await newClient().auth.getClaims(`${header}.${forged}.${signature}`);

    assert.equal(data, null);
    assert.equal(error.name, "AuthInvalidJwtError");
  });
});

describe("passkeys, in two steps", () => {
  it("registers, lists, signs in and records the use", async () => {
    const { client, user } = await signedInClient();

    const { passkey, authenticator } = await registerPasskey(client);

    assert.deepEqual(Object.keys(passkey).sort(), ["created_at", "friendly_name", "id"]);
    assert.equal(passkey.friendly_name, "Passkey");
    assert.match(passkey.created_at, RFC3339);
    const before = await client.auth.passkey.list();
    assert.equal(before.data.length, 1);
    assert.deepEqual({ ...before.data[0], ...passkey }, before.data[0]);
    assert.deepEqual(before.data[0].transports, ["internal"]);

    const browser = newClient();
    const events = await watch(browser);
    const { data, error } = await browser.auth.passkey.verifyAuthentication(
      await answeredChallenge(browser, authenticator),
    );

    assert.equal(error, null);
    assert.equal(data.user.id, user.id);
    assert.deepEqual(events, ["SIGNED_IN"]);
    const { data: got } = await browser.auth.getUser();
    assert.equal(got.user.id, user.id);
    const { data: claims } = await browser.auth.getClaims();
    assert.equal(claims.claims.amr[0].method, "passkey");
    assert.equal(claims.claims.aal, "aal1");
    const after = await browser.auth.passkey.list();
    assert.match(after.data[0].last_used_at, RFC3339);
    assert.ok(Date.parse(after.data[0].last_used_at) >= Date.parse(passkey.created_at));
  });

  it("refuses the same answer a second time", async () => {
    const { client } = await signedInClient();
    const { authenticator } = await registerPasskey(client);
    const answer = await answeredChallenge(client, authenticator);
    const first = await newClient().auth.passkey.verifyAuthentication(answer);
    assert.equal(first.error, null);

    const { data, error } = await newClient().auth.passkey.verifyAuthentication(answer);

    assertError(error, { status: 400, code: "webauthn_challenge_not_found" });
    assert.equal(data, null);
  });

  it("refuses an authenticator that was never registered", async () => {
    const { client, user } = await signedInClient();
    await registerPasskey(client);
    const stranger = new SoftwareAuthenticator({ origin });
    stranger.create({
      rp: { id: new URL(origin).hostname },
      user: { id: Buffer.from(user.id).toString("base64url") },
      challenge: "",
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    });

    const { error } = await newClient().auth.passkey.verifyAuthentication(
      await answeredChallenge(client, stranger),
    );

    assertError(error, { status: 400, code: "webauthn_verification_failed" });
    assert.equal(error.message, "Credential verification failed");
  });

  it("refuses an answer given on another site", async () => {
    const { client } = await signedInClient();
    const { authenticator } = await registerPasskey(client);
    authenticator.origin = "https://evil.example";

    const { error } = await newClient().auth.passkey.verifyAuthentication(
      await answeredChallenge(client, authenticator),
    );

    assertError(error, { status: 400, code: "webauthn_verification_failed" });
  });

  it("refuses an unknown challenge", async () => {
    const { client } = await signedInClient();
    const { authenticator } = await registerPasskey(client);
    const { credential } = await answeredChallenge(client, authenticator);

    const { error } = await newClient().auth.passkey.verifyAuthentication({
      challengeId: randomUUID(),
      credential,
    });

    assertError(error, { status: 400, code: "webauthn_challenge_not_found" });
  });

  it("refuses a registration challenge that belongs to somebody else, and leaves it usable", async () => {
    const { client: owner } = await signedInClient();
    const { client: thief } = await signedInClient();
    const { data: options } = await owner.auth.passkey.startRegistration();
    const credential = new SoftwareAuthenticator({ origin }).create(options.options);
    const answer = { challengeId: options.challenge_id, credential };

    const stolen = await thief.auth.passkey.verifyRegistration(answer);
    const own = await owner.auth.passkey.verifyRegistration(answer);

    assertError(stolen.error, { status: 400, code: "webauthn_challenge_not_found" });
    assert.equal(own.error, null);
  });

  it("has the authenticator refuse to register twice", async () => {
    const { client } = await signedInClient();
    const { authenticator } = await registerPasskey(client);

    await eventually(async () => {
      const { data } = await client.auth.passkey.startRegistration();

      assert.throws(() => authenticator.create(data.options), /InvalidStateError/);
    });
  });

  it("renames, and answers 404 for an id it doesn't know", async () => {
    const { client } = await signedInClient();
    const { passkey } = await registerPasskey(client);

    const renamed = await client.auth.passkey.update({
      passkeyId: passkey.id,
      friendlyName: "Läptop 💻",
    });
    const unknown = await client.auth.passkey.update({
      passkeyId: randomUUID(),
      friendlyName: "Laptop",
    });

    assert.equal(renamed.error, null);
    assert.equal(renamed.data.friendly_name, "Läptop 💻");
    assertError(unknown.error, { status: 404, code: "validation_failed" });
    assert.equal(unknown.error.message, "Passkey not found");
  });

  it("refuses a deleted passkey", async () => {
    const { client } = await signedInClient();
    const { passkey, authenticator } = await registerPasskey(client);

    const { data, error } = await client.auth.passkey.delete({ passkeyId: passkey.id });
    const signIn = await newClient().auth.passkey.verifyAuthentication(
      await answeredChallenge(client, authenticator),
    );

    assert.equal(error, null);
    assert.equal(data, null);
    assert.deepEqual((await client.auth.passkey.list()).data, []);
    assertError(signIn.error, { status: 400, code: "webauthn_verification_failed" });
  });

  it("throws when passkeys aren't opted in to", async () => {
    const client = newClient({ auth: { autoRefreshToken: false, storage: memoryStorage() } });

    await assert.rejects(client.auth.passkey.startAuthentication(), /experimental/);
  });
});

describe("passkeys of users, for a back end with the secret key", () => {
  it("lists and deletes", async () => {
    const { client, user } = await signedInClient();
    const { passkey } = await registerPasskey(client);
    const admin = newAdmin();

    const listed = await admin.auth.admin.passkey.listPasskeys({ userId: user.id });
    const deleted = await admin.auth.admin.passkey.deletePasskey({
      userId: user.id,
      passkeyId: passkey.id,
    });
    const after = await admin.auth.admin.passkey.listPasskeys({ userId: user.id });

    assert.equal(listed.error, null);
    assert.equal(listed.data.length, 1);
    assert.deepEqual({ ...listed.data[0], ...passkey }, listed.data[0]);
    assert.equal(deleted.error, null);
    assert.deepEqual(after.data, []);
  });

  it("answers 404 for a user or a passkey that doesn't exist", async () => {
    const { user } = await signedInClient();
    const admin = newAdmin();

    const noUser = await admin.auth.admin.passkey.listPasskeys({ userId: randomUUID() });
    const noPasskey = await admin.auth.admin.passkey.deletePasskey({
      userId: user.id,
      passkeyId: randomUUID(),
    });

    assertError(noUser.error, { status: 404, code: "user_not_found" });
    assertError(noPasskey.error, { status: 404, code: "validation_failed" });
  });

  it("isn't open to the publishable key", async () => {
    const { user } = await signedInClient();
    const browser = createClient(url, publishableKey, {
      auth: { experimental: { passkey: true }, autoRefreshToken: false, persistSession: false },
      realtime: { transport: ws },
    });

    const { error } = await browser.auth.admin.passkey.listPasskeys({ userId: user.id });

    assertError(error, { status: 403, code: "not_admin" });
    assert.notEqual(publishableKey, secretKey);
  });
});

function assertSignedOut({ data, error }) {
  assert.equal(error?.name, "AuthSessionMissingError", error?.message);
  assert.equal(data.user, null);
}
