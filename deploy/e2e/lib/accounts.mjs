import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import ws from "ws";
import { SoftwareAuthenticator } from "./authenticator.mjs";
import { auth, origin, publishableKey, secretKey, url } from "./stack.mjs";

export const PASSWORD = "correct horse battery";

export const freshEmail = () => `ada-${randomUUID()}@example.com`;

/** Session storage for one client, or for several that share it as browser tabs do. */
export function memoryStorage() {
  const items = new Map();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** The unmodified client as an app makes it, but without timers so that the process can end. */
export function newClient({ key = publishableKey, storage = memoryStorage(), ...options } = {}) {
  return createClient(url, key, {
    auth: { experimental: { passkey: true }, autoRefreshToken: false, storage },
    realtime: { transport: ws },
    ...options,
  });
}

/** The client of a back end, which holds the secret key. */
export function newAdmin() {
  return createClient(url, secretKey, {
    auth: { experimental: { passkey: true }, autoRefreshToken: false, persistSession: false },
    realtime: { transport: ws },
  });
}

/** A new account without the client library: its session object as the server sent it. */
export async function signUp({ email = freshEmail(), password = PASSWORD, data } = {}) {
  const answer = await auth("POST", "/signup", { body: { email, password, data } });
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.json.access_token, "the test stack confirms sign-ups at once");
  return { ...answer.json, email, password };
}

/** A new account and a client that is signed in to it. */
export async function signedInClient() {
  const client = newClient();
  const email = freshEmail();
  const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
  assert.equal(error, null);
  return { client, email, user: data.user, session: data.session };
}

/** Registers a passkey in two steps and returns its list item and the authenticator that holds it. */
export async function registerPasskey(client, authenticator = new SoftwareAuthenticator({ origin })) {
  const { data: options, error } = await client.auth.passkey.startRegistration();
  assert.equal(error, null);
  const { data: passkey, error: refused } = await client.auth.passkey.verifyRegistration({
    challengeId: options.challenge_id,
    credential: authenticator.create(options.options),
  });
  assert.equal(refused, null);
  return { passkey, authenticator };
}
