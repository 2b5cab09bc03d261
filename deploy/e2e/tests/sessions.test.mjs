import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, describe, it } from "node:test";
import {
  freshEmail,
  memoryStorage,
  newClient,
  PASSWORD,
  registerPasskey,
  signedInClient,
  signUp,
} from "../lib/accounts.mjs";
import { eventually } from "../lib/eventually.mjs";
import { demandsJson, demandsUser, invalid, NO_AUTHORIZATION, NOT_JSON, TOO_LARGE } from "../lib/gates.mjs";
import { refuses } from "../lib/refusals.mjs";
import { auth, secretKey } from "../lib/stack.mjs";

/** The digest of a browser's key, as a QR code carries it. */
const BINDING = "HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg";
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const SESSION_UNKNOWN = { status: 404, code: "session_not_found", message: "Session not found" };

async function tokenOf(client) {
  const { data } = await client.auth.getSession();
  return data.session.access_token;
}

/** What a phone does: forks its session for the page whose QR code it has read. */
async function fork(phone, more = {}) {
  const answer = await auth("POST", "/sessions/fork", {
    bearer: await tokenOf(phone),
    body: { target: "web", binding: BINDING, ...more },
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

/** What the page does with it. */
async function pageWith({ access_token, refresh_token }) {
  const page = newClient();
  const { data, error } = await page.auth.setSession({ access_token, refresh_token });
  assert.equal(error, null);
  return { page, session: data.session };
}

async function sessionsOf(client) {
  const answer = await auth("GET", "/sessions", { bearer: await tokenOf(client) });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const kidOf = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).kid;

async function isSignedIn(client) {
  const { error } = await client.auth.getUser();
  return error === null;
}

describe("a forked session", () => {
  it("is a page's own: it lives and refreshes beside the phone's", async () => {
    const { client: phone, user } = await signedInClient();
    const { page } = await pageWith(await fork(phone));

    for (let i = 0; i < 5; i++) {
      const { data, error } = await page.auth.refreshSession();
      assert.equal(error, null);
      assert.equal(data.user.id, user.id);
    }
    const { error } = await phone.auth.refreshSession();

    assert.equal(error, null, "the phone that slept is still signed in");
    assert.ok(await isSignedIn(page));
    assert.ok(await isSignedIn(phone));
  });

  it("has the assurance of its parent and no more", async () => {
    const { client: phone } = await signedInClient();
    const { authenticator } = await registerPasskey(phone);
    const { data: options } = await phone.auth.passkey.startAuthentication();
    await phone.auth.passkey.verifyAuthentication({
      challengeId: options.challenge_id,
      credential: authenticator.get(options.options),
    });

    const child = await fork(phone);

    const parent = claimsOf(await tokenOf(phone));
    const claims = claimsOf(child.access_token);
    assert.equal(parent.amr[0].method, "passkey");
    assert.deepEqual(claims.amr, parent.amr);
    assert.equal(claims.aal, parent.aal);
    assert.equal(claims.sub, parent.sub);
    assert.notEqual(claims.session_id, parent.session_id);
  });

  it("ends alone when the page signs out with scope local", async () => {
    const { client: phone } = await signedInClient();
    const { page } = await pageWith(await fork(phone));

    await page.auth.signOut({ scope: "local" });

    assert.ok(await isSignedIn(phone));
    assert.equal((await phone.auth.refreshSession()).error, null);
  });

  it("outlives the phone that signs out with scope local", async () => {
    const { client: phone } = await signedInClient();
    const { page } = await pageWith(await fork(phone));

    await phone.auth.signOut({ scope: "local" });

    assert.ok(await isSignedIn(page));
    assert.equal((await page.auth.refreshSession()).error, null);
  });

  for (const scope of ["global", "others"]) {
    it(`ends when the phone signs out with scope ${scope}`, async () => {
      const { client: phone } = await signedInClient();
      const { page } = await pageWith(await fork(phone));

      const { error } = await phone.auth.signOut({ scope });

      assert.equal(error, null);
      assert.equal((await page.auth.getUser()).error.name, "AuthSessionMissingError");
    });
  }

  it("can be shorter than its parent", async () => {
    const { client: phone } = await signedInClient();

    const child = await fork(phone, { expires_in: 120 });

    assert.ok(child.expires_in <= 120, `${child.expires_in}`);
    assert.equal(claimsOf(child.access_token).exp, child.expires_at);
  });
});

describe("a copied session", () => {
  it("serves phone and page for one generation", async () => {
    const { client: phone, session } = await signedInClient();
    const { page } = await pageWith(session);

    const web = await page.auth.refreshSession();
    const own = await phone.auth.refreshSession();

    assert.equal(web.error, null);
    assert.equal(own.error, null);
    assert.equal(own.data.session.refresh_token, web.data.session.refresh_token);
    assert.ok(await isSignedIn(page));
  });
});

describe("the list of sessions", () => {
  it("shows where the user is signed in", async () => {
    const { client: phone } = await signedInClient();
    const child = await fork(phone, { label: "Office" });
    const { page } = await pageWith(child);
    await auth("POST", "/token?grant_type=refresh_token", {
      headers: { "user-agent": CHROME },
      body: { refresh_token: child.refresh_token },
    });

    const list = await sessionsOf(phone);

    assert.equal(list.length, 2);
    const [web, own] = list;
    assert.equal(web.label, "Office");
    assert.equal(web.device, "Chrome on Windows");
    assert.equal(web.user_agent, CHROME);
    assert.equal(web.parent_id, own.id);
    assert.deepEqual([web.current, own.current], [false, true]);
    assert.deepEqual(web.methods, ["password"]);
    for (const { created_at, last_used_at, aal, ip } of list) {
      assert.match(created_at, RFC3339);
      assert.match(last_used_at, RFC3339);
      assert.equal(aal, "aal1");
      assert.ok(ip);
    }
    assert.deepEqual((await sessionsOf(page)).map((s) => s.current), [true, false]);
  });

  it("lets the user end one", async () => {
    const { client: phone } = await signedInClient();
    const { page } = await pageWith(await fork(phone));
    const [, web] = (await sessionsOf(phone)).sort((a, b) => b.current - a.current);

    const answer = await auth("DELETE", `/sessions/${web.id}`, { bearer: await tokenOf(phone) });

    assert.equal(answer.status, 204, answer.text);
    assert.equal(answer.text, "");
    const { error } = await page.auth.refreshSession();
    assert.equal(error.code, "session_not_found");
    assert.deepEqual((await sessionsOf(phone)).map((s) => s.current), [true]);
  });
});

describe("refresh", () => {
  it("ends the session when an old token comes back after the newest was used", async () => {
    const { client, session } = await signedInClient();
    const thief = session.refresh_token;
    for (let i = 0; i < 3; i++) {
      assert.equal((await client.auth.refreshSession()).error, null);
    }

    // Within the reuse interval it is taken for a lost answer; once that is over it is a theft.
    const refused = await eventually(async () => {
      const answer = await auth("POST", "/token?grant_type=refresh_token", {
        body: { refresh_token: thief },
      });
      assert.equal(answer.status, 400, answer.text);
      return answer;
    }, 20_000);

    assert.equal(refused.json.code, "refresh_token_already_used");
    assert.equal(refused.headers["sb-auth-refresh-token-rotated"], "true");
    assert.equal((await client.auth.getUser()).error.name, "AuthSessionMissingError");
  });

  it("keeps five tabs signed in, round after round", async () => {
    const storage = memoryStorage();
    const first = newClient({ storage });
    await first.auth.signUp({ email: freshEmail(), password: PASSWORD });
    const tabs = [first, ...Array.from({ length: 4 }, () => newClient({ storage }))];

    for (let round = 0; round < 5; round++) {
      const results = await Promise.all(tabs.map((tab) => tab.auth.refreshSession()));
      for (const { error } of results) {
        assert.ok(!error || error.name === "AuthRefreshDiscardedError", error?.message);
      }
    }

    for (const tab of tabs) {
      assert.ok(await isSignedIn(tab));
    }
  });
});

describe("rotation of the signing keys", () => {
  it("signs nobody out, and clients verify old and new tokens by themselves", async () => {
    const { client, session } = await signedInClient();
    const before = kidOf(session.access_token);

    const rotated = await auth("POST", "/admin/signing-keys/rotate", {
      apikey: secretKey,
      bearer: secretKey,
    });

    assert.equal(rotated.status, 200, rotated.text);
    const current = rotated.json.keys.find((key) => key.state === "current").kid;
    assert.notEqual(current, before);
    assert.equal((await client.auth.getClaims()).error, null, "the previous key verifies");
    assert.ok(await isSignedIn(client));
    await eventually(async () => {
      const { data, error } = await client.auth.refreshSession();
      assert.equal(error, null);
      assert.equal(kidOf(data.session.access_token), current, "every replica signs with the new key");
    }, 30_000);
    const claims = await client.auth.getClaims();
    assert.equal(claims.error, null);
    assert.equal(claims.data.header.kid, current);
    const { json } = await auth("GET", "/.well-known/jwks.json");
    for (const kid of [before, current]) {
      assert.ok(json.keys.some((key) => key.kid === kid));
    }
  });

  it("is refused while the next key is too young", () =>
    refuses("POST", "/admin/signing-keys/rotate", { apikey: secretKey, bearer: secretKey }, {
      status: 409,
      code: "conflict",
      message: /^The signing keys were rotated a moment ago/,
    }));

  it("is for administrators only", async () => {
    const { access_token } = await signUp();
    const notAdmin = { status: 403, code: "not_admin", message: "User not allowed" };
    await refuses("POST", "/admin/signing-keys/rotate", { bearer: access_token }, notAdmin);
    await refuses("POST", "/admin/signing-keys/rotate", {}, notAdmin);
    await refuses("POST", "/admin/signing-keys/rotate", { apikey: null }, NO_AUTHORIZATION);
  });

  it("is told to verifiers by OpenID discovery", async () => {
    const { json } = await auth("GET", "/.well-known/openid-configuration");
    assert.equal(json.jwks_uri, `${json.issuer}/.well-known/jwks.json`);
    assert.equal(claimsOf((await signUp()).access_token).iss, json.issuer);
  });
});

describe("bad input", () => {
  let account;
  let stranger;
  let ended;

  before(async () => {
    account = await signUp();
    stranger = await signUp();
    ended = (await signUp()).access_token;
    assert.equal((await auth("POST", "/logout", { bearer: ended })).status, 204);
  });

  const who = () => ({ token: account.access_token, strangerId: stranger.user.id, ended });
  const asUser = () => ({ bearer: account.access_token });
  const valid = { target: "web", binding: BINDING };

  describe("POST /sessions/fork", () => {
    demandsUser("POST", () => "/sessions/fork", who);
    demandsJson("POST", () => "/sessions/fork", asUser, TOO_LARGE);

    for (const [name, body, expected] of [
      ["no member", {}, invalid("target must be web")],
      ["another target", { ...valid, target: "app" }, invalid("target must be web")],
      ["a target that is a list", { ...valid, target: ["web"] }, NOT_JSON],
      ["no binding", { target: "web" }, invalid(/^binding must be/)],
      ["a binding of 129 characters", { ...valid, binding: "x".repeat(129) }, invalid(/^binding/)],
      ["a binding with a quote", { ...valid, binding: `${BINDING}'` }, invalid(/^binding/)],
      ["a label of 121 characters", { ...valid, label: "x".repeat(121) }, invalid(/^label/)],
      ["a label with NUL", { ...valid, label: "a\0b" }, invalid(/^label/)],
      ["a label with a line break", { ...valid, label: "a\r\nb" }, invalid(/^label/)],
      ["half a character in the label", '{"target":"web","binding":"' + BINDING + '","label":"\\ud800"}', invalid(/^label/)],
      ["a life of nothing", { ...valid, expires_in: 0 }, invalid(/^expires_in/)],
      ["a life in the past", { ...valid, expires_in: -60 }, invalid(/^expires_in/)],
      ["a life of ages", { ...valid, expires_in: 1e12 }, invalid(/^expires_in/)],
      ["a life that is a text", { ...valid, expires_in: "60" }, NOT_JSON],
      ["a life with a fraction", { ...valid, expires_in: 60.5 }, NOT_JSON],
      ["two targets", `{"target":"web","target":"web","binding":"${BINDING}"}`, NOT_JSON],
    ]) {
      it(`${name} → ${expected.status} ${expected.code}`, () =>
        refuses("POST", "/sessions/fork", { ...asUser(), body }, expected));
    }
  });

  describe("GET /sessions", () => {
    demandsUser("GET", () => "/sessions", who);
  });

  describe("DELETE /sessions/{id}", () => {
    demandsUser("DELETE", () => `/sessions/${randomUUID()}`, who);

    for (const id of [randomUUID(), "1-1-1-1-1", "current", "%00", "%ff", "x".repeat(4000)]) {
      it(`${id.slice(0, 40)} → 404 session_not_found`, () =>
        refuses("DELETE", `/sessions/${id}`, asUser(), SESSION_UNKNOWN));
    }

    it("somebody else's → 404 session_not_found, and it lives on", async () => {
      const id = claimsOf(stranger.access_token).session_id;
      await refuses("DELETE", `/sessions/${id}`, asUser(), SESSION_UNKNOWN);
      assert.equal((await auth("GET", "/user", { bearer: stranger.access_token })).status, 200);
    });
  });
});
