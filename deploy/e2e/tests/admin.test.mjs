import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import {
  freshEmail,
  newAdmin,
  newClient,
  PASSWORD,
  registerPasskey,
  signedInClient,
} from "../lib/accounts.mjs";
import { SoftwareAuthenticator } from "../lib/authenticator.mjs";
import { eventually } from "../lib/eventually.mjs";
import { auth, origin, secretKey, send } from "../lib/stack.mjs";

const admin = newAdmin().auth.admin;

function assertError(error, { status, code, message }) {
  assert.ok(error, "an error was expected");
  assert.deepEqual({ status: error.status, code: error.code }, { status, code }, error.message);
  if (message) {
    assert.equal(error.message, message);
  }
}

async function created(fields = {}) {
  const email = freshEmail();
  const { data, error } = await admin.createUser({
    email,
    password: PASSWORD,
    email_confirm: true,
    ...fields,
  });
  assert.equal(error, null);
  return { email, user: data.user };
}

async function signIn(email, password = PASSWORD) {
  const client = newClient();
  const { data, error } = await client.auth.signInWithPassword({ email, password });
  return { client, error, ...data };
}

describe("auth.admin with the secret key", () => {
  it("creates a user who can sign in", async () => {
    const { email, user } = await created({
      user_metadata: { name: "Ada" },
      app_metadata: { plan: "pro" },
    });

    assert.equal(user.email, email);
    assert.ok(user.email_confirmed_at);
    assert.equal(user.user_metadata.name, "Ada");
    assert.deepEqual(user.app_metadata, { provider: "email", providers: ["email"], plan: "pro" });
    const { error, session } = await signIn(email);
    assert.equal(error, null);
    assert.equal(session.user.id, user.id);
  });

  it("refuses an address that is taken", async () => {
    const { email } = await created();

    const { error } = await admin.createUser({ email });

    assertError(error, {
      status: 422,
      code: "email_exists",
      message: "A user with this email address has already been registered",
    });
  });

  it("pages through the users", async () => {
    for (let i = 0; i < 3; i++) {
      await created();
    }

    const { data, error } = await admin.listUsers({ page: 1, perPage: 2 });
    const all = await admin.listUsers();

    assert.equal(error, null);
    assert.equal(data.users.length, 2);
    assert.equal(data.aud, "authenticated");
    assert.equal(data.nextPage, 2);
    assert.ok(data.total >= 3);
    assert.ok(data.lastPage >= 1);
    assert.equal(all.error, null);
    assert.equal(all.data.total, data.total);
    const last = Math.ceil(data.total / 2);
    const end = await admin.listUsers({ page: last, perPage: 2 });
    assert.equal(end.data.nextPage, null);
    assert.ok(end.data.users.length >= 1);
  });

  it("refuses pages that are none", async () => {
    const { error } = await admin.listUsers({ page: -1, perPage: 2 });

    assertError(error, {
      status: 400,
      code: "validation_failed",
      message: 'Bad Pagination Parameters: strconv.ParseUint: parsing "-1": invalid syntax',
    });
  });

  it("finds one user by id", async () => {
    const { user } = await created();

    const found = await admin.getUserById(user.id);
    const nobody = await admin.getUserById(randomUUID());

    assert.equal(found.error, null);
    assert.equal(found.data.user.id, user.id);
    assertError(nobody.error, { status: 404, code: "user_not_found", message: "User not found" });
  });

  it("changes address, metadata and role", async () => {
    const { user } = await created({ user_metadata: { a: 1, b: 2 } });
    const email = freshEmail();

    const { data, error } = await admin.updateUserById(user.id, {
      email,
      user_metadata: { a: null, c: 3 },
      role: "editor",
    });

    assert.equal(error, null);
    assert.equal(data.user.email, email);
    assert.equal(data.user.role, "editor");
    assert.equal(data.user.user_metadata.c, 3);
    assert.ok(!("a" in data.user.user_metadata));
    assert.equal((await signIn(email)).error, null);
  });

  it("signs a user out everywhere by a new password", async () => {
    const { client, user, email } = await signedInClient();

    const { error } = await admin.updateUserById(user.id, { password: "another password" });

    assert.equal(error, null);
    assert.ok((await client.auth.getUser()).error);
    assert.ok((await client.auth.refreshSession()).error);
    assertError((await signIn(email)).error, { status: 400, code: "invalid_credentials" });
    assert.equal((await signIn(email, "another password")).error, null);
  });

  it("bans a user, whatever the way in", async () => {
    const { client, user, email } = await signedInClient();
    const { authenticator } = await registerPasskey(client);

    const { data, error } = await admin.updateUserById(user.id, { ban_duration: "24h" });

    assert.equal(error, null);
    assert.ok(Date.parse(data.user.banned_until) > Date.now());
    assertError((await signIn(email)).error, {
      status: 400,
      code: "user_banned",
      message: "User is banned",
    });
    assertError((await client.auth.refreshSession()).error, { status: 400, code: "user_banned" });
    const visitor = newClient();
    const { data: options } = await visitor.auth.passkey.startAuthentication();
    const refused = await visitor.auth.passkey.verifyAuthentication({
      challengeId: options.challenge_id,
      credential: authenticator.get(options.options),
    });
    assertError(refused.error, { status: 403, code: "user_banned", message: "User is banned" });

    const lifted = await admin.updateUserById(user.id, { ban_duration: "none" });
    assert.equal(lifted.error, null);
    assert.ok(!lifted.data.user.banned_until);
    assert.equal((await signIn(email)).error, null);
  });

  it("marks a user as one of single sign-on, who may not register a passkey", async () => {
    const { client, user } = await signedInClient();

    const { data, error } = await admin.updateUserById(user.id, { is_sso_user: true });

    assert.equal(error, null);
    assert.equal(data.user.is_sso_user, true);
    const refused = await eventually(async () => {
      const answer = await client.auth.passkey.startRegistration();
      assert.ok(answer.error);
      return answer;
    });
    assertError(refused.error, {
      status: 422,
      code: "validation_failed",
      message: "SSO users cannot register passkeys",
    });
  });

  for (const soft of [true, false]) {
    it(`deletes a user ${soft ? "softly" : "wholly"}`, async () => {
      const { client, user, email } = await signedInClient();
      const { authenticator } = await registerPasskey(client);

      const { error } = await admin.deleteUser(user.id, soft);

      assert.equal(error, null);
      const found = await admin.getUserById(user.id);
      if (soft) {
        assert.ok(found.data.user.deleted_at);
        assert.ok(!JSON.stringify(found.data.user).includes(email));
      } else {
        assertError(found.error, { status: 404, code: "user_not_found" });
      }
      assert.ok((await client.auth.getUser()).error);
      assert.ok((await client.auth.refreshSession()).error);
      assertError((await signIn(email)).error, { status: 400, code: "invalid_credentials" });
      await eventually(async () => {
        const visitor = newClient();
        const { data: options } = await visitor.auth.passkey.startAuthentication();
        const refused = await visitor.auth.passkey.verifyAuthentication({
          challengeId: options.challenge_id,
          credential: authenticator.get(options.options),
        });
        assertError(refused.error, { status: 400, code: "webauthn_verification_failed" });
      });
      const again = await newClient().auth.signUp({ email, password: PASSWORD });
      assert.equal(again.error, null);
    });
  }

  for (const type of ["signup", "invite", "magiclink", "recovery"]) {
    it(`makes a link of type ${type} that signs in`, async () => {
      const known = type === "magiclink" || type === "recovery";
      const email = known ? (await created()).email : freshEmail();

      const { data, error } = await admin.generateLink({
        type,
        email,
        ...(type === "signup" ? { password: PASSWORD } : {}),
        options: { redirectTo: `${origin}/welcome` },
      });

      assert.equal(error, null);
      assert.equal(data.user.email, email);
      assert.equal(data.properties.verification_type, type);
      assert.equal(data.properties.redirect_to, `${origin}/welcome`);
      assert.match(data.properties.email_otp, /^\d{6}$/);
      assert.ok(data.properties.action_link.includes(data.properties.hashed_token));
      const verified = await newClient().auth.verifyOtp({
        type,
        token_hash: data.properties.hashed_token,
      });
      assert.equal(verified.error, null);
      assert.equal(verified.data.user.email, email);
      assert.ok(verified.data.session.access_token);
    });
  }

  it("makes links by which both holders agree to a change of address", async () => {
    const { email, user } = await created();
    const newEmail = freshEmail();

    const links = [];
    for (const type of ["email_change_current", "email_change_new"]) {
      const { data, error } = await admin.generateLink({ type, email, newEmail });
      assert.equal(error, null);
      assert.equal(data.properties.verification_type, type);
      links.push(data.properties.hashed_token);
    }
    for (const token_hash of links) {
      const { error } = await newClient().auth.verifyOtp({ type: "email_change", token_hash });
      assert.equal(error, null);
    }
    assert.equal((await admin.getUserById(user.id)).data.user.email, newEmail);
  });

  it("turns a magic link for nobody into a sign-up, and a recovery into a refusal", async () => {
    const link = await admin.generateLink({ type: "magiclink", email: freshEmail() });
    const recovery = await admin.generateLink({ type: "recovery", email: freshEmail() });

    assert.equal(link.error, null);
    assert.equal(link.data.properties.verification_type, "signup");
    assertError(recovery.error, {
      status: 404,
      code: "user_not_found",
      message: "User with this email not found",
    });
  });

  it("invites somebody by mail", async () => {
    const email = freshEmail();

    const { data, error } = await admin.inviteUserByEmail(email, { data: { team: "blue" } });

    assert.equal(error, null);
    assert.ok(data.user.invited_at);
    assert.equal(data.user.user_metadata.team, "blue");
  });

  it("signs out whose token it is given", async () => {
    const { client, session } = await signedInClient();

    const { error } = await admin.signOut(session.access_token);

    assert.equal(error, null);
    assertError((await client.auth.getUser(session.access_token)).error, {
      status: 403,
      code: "session_not_found",
    });
  });

  it("signs a user out without a token", async () => {
    const { client, user } = await signedInClient();

    const answer = await auth("DELETE", `/admin/users/${user.id}/sessions`, { apikey: secretKey });

    assert.equal(answer.status, 204, answer.text);
    assert.ok((await client.auth.getUser()).error);
  });

  it("is refused with the publishable key, and to a signed-in user", async () => {
    const { client } = await signedInClient();

    for (const who of [newClient(), client]) {
      const { error } = await who.auth.admin.listUsers();
      assertError(error, { status: 403, code: "not_admin", message: "User not allowed" });
    }
  });

  it("reads the audit log", async () => {
    const { email } = await created();

    const answer = await auth("GET", "/admin/audit?page=1&per_page=5&query=author:service_role", {
      apikey: secretKey,
    });

    assert.equal(answer.status, 200, answer.text);
    assert.ok(answer.json.some((entry) => entry.payload.traits?.user_email === email));
    assert.match(answer.headers.link, /rel="last"/);
    assert.ok(Number(answer.headers["x-total-count"]) > 0);
  });
});

describe("the Management API", () => {
  const path = "/v1/projects/default/config/auth";
  const management = (method, body) =>
    send(method, path, { apikey: null, bearer: secretKey, body });

  it("changes a setting at once and for every service", async () => {
    const before = (await management("GET")).json;
    try {
      const changed = await management("PATCH", { passkey_enabled: false });
      assert.equal(changed.status, 200, changed.text);
      assert.equal(changed.json.passkey_enabled, false);
      assert.equal((await auth("GET", "/settings")).json.passkeys_enabled, false);
      await eventually(async () => {
        const answer = await auth("POST", "/passkeys/authentication/options", { body: {} });
        assert.equal(answer.status, 404, answer.text);
        assert.equal(answer.json.code, "passkey_disabled");
      });
    } finally {
      const restored = await management("PATCH", { passkey_enabled: null });
      assert.deepEqual(restored.json, before);
      await eventually(async () => {
        const answer = await auth("POST", "/passkeys/authentication/options", { body: {} });
        assert.equal(answer.status, 200, answer.text);
      });
    }
  });

  it("refuses a relying party that could not work, in the words of the dashboard", async () => {
    const answer = await management("PATCH", {
      webauthn_rp_origins: `${origin},http://app.example.com`,
    });

    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json, {
      message: '"http://app.example.com" must use HTTPS unless it is a localhost origin',
    });
  });

  it("is for the secret key alone", async () => {
    assert.equal((await send("GET", path, { apikey: null })).status, 401);
    assert.equal((await send("GET", path)).status, 403);
  });
});
