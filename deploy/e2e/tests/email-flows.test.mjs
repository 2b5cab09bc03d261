import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { freshEmail, memoryStorage, newClient, PASSWORD } from "../lib/accounts.mjs";
import { follow, nthMailTo } from "../lib/mailbox.mjs";
import { auth, origin, url } from "../lib/stack.mjs";

/** Records every event of a client as it comes. */
function watch(client) {
  const events = [];
  client.auth.onAuthStateChange((event) => events.push(event));
  return events;
}

const pkceClient = () =>
  newClient({
    auth: { flowType: "pkce", autoRefreshToken: false, storage: memoryStorage() },
  });

/** A client with the session in the fragment of the page a link led to, as its detection makes it. */
async function arrived(client, page) {
  const words = new URLSearchParams(page.hash.slice(1));
  return client.auth.setSession({
    access_token: words.get("access_token"),
    refresh_token: words.get("refresh_token"),
  });
}

/** A user who confirmed the address with the six digits of the mail. */
async function confirmed(client = newClient()) {
  const email = freshEmail();
  const { error } = await client.auth.signUp({ email, password: PASSWORD });
  assert.equal(error, null);
  const { code } = await nthMailTo(email);
  const verified = await client.auth.verifyOtp({ email, token: code, type: "signup" });
  assert.equal(verified.error, null);
  return { client, email, session: verified.data.session };
}

const methodsOf = ({ access_token }) =>
  JSON.parse(Buffer.from(access_token.split(".")[1], "base64url")).amr.map(({ method }) => method);

describe("sign-up that a mail confirms", () => {
  it("gives no session until the six digits are typed", async () => {
    const client = newClient();
    const events = watch(client);
    const email = freshEmail();

    const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
    const early = await client.auth.signInWithPassword({ email, password: PASSWORD });
    const { code, subject } = await nthMailTo(email);
    const verified = await client.auth.verifyOtp({ email, token: code, type: "email" });
    const again = await newClient().auth.verifyOtp({ email, token: code, type: "email" });

    assert.equal(error, null);
    assert.equal(data.session, null);
    assert.equal(early.error.code, "email_not_confirmed");
    assert.equal(subject, "Confirm your e-mail address");
    assert.equal(verified.error, null);
    assert.ok(verified.data.user.email_confirmed_at);
    assert.deepEqual(methodsOf(verified.data.session), ["otp"]);
    assert.equal(again.error.code, "otp_expired");
    assert.ok(events.includes("SIGNED_IN"));
  });

  it("follows the link to the page the app named, with a session", async () => {
    const client = newClient();
    const email = freshEmail();
    await client.auth.signUp({
      email,
      password: PASSWORD,
      options: { emailRedirectTo: `${origin}/welcome?from=mail` },
    });

    const page = await follow(await nthMailTo(email));

    assert.equal(page.origin + page.pathname + page.search, `${origin}/welcome?from=mail`);
    const { data, error } = await arrived(client, page);
    assert.equal(error, null);
    assert.equal(data.user.email, email);
  });

  it("doesn't tell whether the address is taken", async () => {
    const { email } = await confirmed();

    const { data, error } = await newClient().auth.signUp({ email, password: "another password" });

    assert.equal(error, null);
    assert.deepEqual(data.user.identities, []);
  });

  it("sends the mail again", async () => {
    const client = newClient();
    const email = freshEmail();
    await client.auth.signUp({ email, password: PASSWORD });
    const first = await nthMailTo(email);

    const { error } = await client.auth.resend({ type: "signup", email });

    assert.equal(error, null);
    const second = await nthMailTo(email, 2);
    const stale = await client.auth.verifyOtp({ email, token: first.code, type: "signup" });
    if (first.code !== second.code) {
      assert.equal(stale.error.code, "otp_expired");
      const fresh = await client.auth.verifyOtp({ email, token: second.code, type: "signup" });
      assert.equal(fresh.error, null);
    }
  });

  it("works in the PKCE flow, also by a mail that was sent again", async () => {
    const client = pkceClient();
    const email = freshEmail();
    await client.auth.signUp({ email, password: PASSWORD });
    await nthMailTo(email);
    await client.auth.resend({ type: "signup", email });

    const page = await follow(await nthMailTo(email, 2));
    const { data, error } = await client.auth.exchangeCodeForSession(page.searchParams.get("code"));

    assert.equal(error, null);
    assert.equal(data.user.email, email);
    assert.equal(page.hash, "");
  });
});

describe("sign-in without a password", () => {
  it("signs up who isn't a user yet, by six digits", async () => {
    const client = newClient();
    const events = watch(client);
    const email = freshEmail();

    const asked = await client.auth.signInWithOtp({ email, options: { data: { name: "Ada" } } });
    const { code } = await nthMailTo(email);
    const { data, error } = await client.auth.verifyOtp({ email, token: code, type: "email" });

    assert.equal(asked.error, null);
    assert.deepEqual(asked.data, { user: null, session: null });
    assert.equal(error, null);
    assert.equal(data.user.user_metadata.name, "Ada");
    assert.ok(events.includes("SIGNED_IN"));
  });

  it("refuses who isn't a user where the app creates none", async () => {
    const { error } = await newClient().auth.signInWithOtp({
      email: freshEmail(),
      options: { shouldCreateUser: false },
    });

    assert.deepEqual([error.status, error.code], [422, "otp_disabled"]);
  });

  it("signs in by a link in the implicit flow", async () => {
    const { email } = await confirmed();
    const client = newClient();
    await client.auth.signInWithOtp({ email });
    const mail = await nthMailTo(email, 2);

    const { data, error } = await arrived(client, await follow(mail));

    assert.equal(mail.subject, "Your sign-in link");
    assert.equal(error, null);
    assert.equal(data.user.email, email);
  });

  it("signs in by a link in the PKCE flow, on the device that asked only", async () => {
    const { email } = await confirmed();
    const client = pkceClient();
    const events = watch(client);
    await client.auth.signInWithOtp({ email });
    const page = await follow(await nthMailTo(email, 2));
    const code = page.searchParams.get("code");

    const stolen = await auth("POST", "/token?grant_type=pkce", {
      body: { auth_code: code, code_verifier: "x".repeat(56) },
    });
    const { data, error } = await client.auth.exchangeCodeForSession(code);
    const again = await auth("POST", "/token?grant_type=pkce", {
      body: { auth_code: code, code_verifier: "x".repeat(56) },
    });

    assert.equal(stolen.json.code, "bad_code_verifier");
    assert.equal(error, null);
    assert.deepEqual(methodsOf(data.session), ["magiclink"]);
    assert.equal(again.json.code, "flow_state_not_found");
    assert.ok(events.includes("SIGNED_IN"));
  });

  it("takes the hash of the link, as server-side apps send it", async () => {
    const { email } = await confirmed();
    const client = pkceClient();
    await client.auth.signInWithOtp({ email });
    const { link } = await nthMailTo(email, 2);

    const { data, error } = await client.auth.verifyOtp({
      token_hash: new URL(link).searchParams.get("token"),
      type: "email",
    });

    assert.equal(error, null);
    assert.equal(data.user.email, email);
  });
});

describe("a forgotten password", () => {
  it("is replaced after the six digits, with PASSWORD_RECOVERY", async () => {
    const { email } = await confirmed();
    const client = newClient();
    const events = watch(client);

    const asked = await client.auth.resetPasswordForEmail(email);
    const { code } = await nthMailTo(email, 2);
    const verified = await client.auth.verifyOtp({ email, token: code, type: "recovery" });
    const updated = await client.auth.updateUser({ password: "another password" });

    assert.equal(asked.error, null);
    assert.equal(verified.error, null);
    assert.equal(updated.error, null);
    assert.ok(events.includes("PASSWORD_RECOVERY"));
    assert.ok(events.includes("USER_UPDATED"));
    const { error } = await newClient().auth.signInWithPassword({
      email,
      password: "another password",
    });
    assert.equal(error, null);
  });

  it("is replaced after the link of the PKCE flow, with PASSWORD_RECOVERY", async () => {
    const { email } = await confirmed();
    const client = pkceClient();
    const events = watch(client);
    await client.auth.resetPasswordForEmail(email, { redirectTo: `${origin}/new-password` });

    const page = await follow(await nthMailTo(email, 2));
    const { data, error } = await client.auth.exchangeCodeForSession(page.searchParams.get("code"));

    assert.equal(page.pathname, "/new-password");
    assert.equal(error, null);
    assert.deepEqual(methodsOf(data.session), ["recovery"]);
    assert.ok(events.includes("PASSWORD_RECOVERY"));
  });

  it("isn't told of to strangers", async () => {
    const { error } = await newClient().auth.resetPasswordForEmail(freshEmail());

    assert.equal(error, null);
  });
});

describe("a change of address", () => {
  it("takes both holders' agreement, and can be asked for again", async () => {
    const { client, email } = await confirmed();
    const wanted = freshEmail();

    const { data, error } = await client.auth.updateUser({ email: wanted });
    await nthMailTo(wanted);
    const resent = await client.auth.resend({ type: "email_change", email });

    assert.equal(error, null);
    assert.equal(data.user.email, email);
    assert.equal(data.user.new_email, wanted);
    assert.equal(resent.error, null);
    const first = await follow(await nthMailTo(email, 3));
    assert.match(new URLSearchParams(first.hash.slice(1)).get("message"), /other email$/);
    const second = await follow(await nthMailTo(wanted, 2));
    const changed = await arrived(client, second);
    assert.equal(changed.data.user.email, wanted);
    const old = await newClient().auth.signInWithPassword({ email, password: PASSWORD });
    assert.equal(old.error.code, "invalid_credentials");
  });

  it("takes both six-digit codes", async () => {
    const { client, email } = await confirmed();
    const wanted = freshEmail();
    await client.auth.updateUser({ email: wanted });

    const one = await client.auth.verifyOtp({
      email,
      token: (await nthMailTo(email, 2)).code,
      type: "email_change",
    });
    const other = await client.auth.verifyOtp({
      email: wanted,
      token: (await nthMailTo(wanted)).code,
      type: "email_change",
    });

    assert.equal(one.error, null);
    assert.equal(one.data.session, null);
    assert.equal(other.error, null);
    assert.equal(other.data.user.email, wanted);
  });
});

describe("reauthentication", () => {
  it("mails a nonce that a change of password takes along", async () => {
    const { client, email } = await confirmed();

    const asked = await client.auth.reauthenticate();
    const { code, link, subject } = await nthMailTo(email, 2);
    const { error } = await client.auth.updateUser({ password: "another password", nonce: code });

    assert.equal(asked.error, null);
    assert.equal(subject, "Confirm that it is you");
    assert.equal(link, undefined);
    assert.equal(error, null);
  });
});

describe("links that are wrong", () => {
  it("lead to the site, never elsewhere, and say what is wrong", async () => {
    const page = await follow({
      link: `${url}/auth/v1/verify?type=signup&token=${"f".repeat(56)}&redirect_to=https://evil.example/`,
    });

    assert.equal(page.origin, origin);
    assert.equal(new URLSearchParams(page.hash.slice(1)).get("error_code"), "otp_expired");
  });
});

describe("access tokens", () => {
  it("are verified by the client alone, with ES256 and the published keys", async () => {
    const { client, session } = await confirmed();

    const { data, error } = await client.auth.getClaims(session.access_token);

    assert.equal(error, null);
    assert.equal(data.header.alg, "ES256");
    assert.equal(data.claims.sub, session.user.id);
    assert.equal(data.claims.iss, `${url}/auth/v1`);
  });
});
