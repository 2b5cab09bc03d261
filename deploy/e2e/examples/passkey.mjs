// Signs up, registers a passkey and signs in with it: ./postern up, then
//   npm ci --prefix deploy/e2e
//   node --env-file=.postern/keys.env deploy/e2e/examples/passkey.mjs
import { createClient } from "@supabase/supabase-js";
import ws from "ws";
import { SoftwareAuthenticator } from "../lib/authenticator.mjs";

const { POSTERN_URL, POSTERN_PUBLISHABLE_KEY } = process.env;

const supabase = createClient(POSTERN_URL, POSTERN_PUBLISHABLE_KEY, {
  auth: { experimental: { passkey: true }, autoRefreshToken: false },
  realtime: { transport: ws }, // Node.js 20 has no WebSocket of its own; newer ones and browsers do
});

/** The result of a call, or an end with what the server said. */
function ok({ data, error }) {
  if (error) {
    console.error(`${error.status ?? ""} ${error.code ?? ""} ${error.message}`.trim());
    process.exit(1);
  }
  return data;
}

const email = `ada-${Date.now()}@example.com`;
const { user } = ok(await supabase.auth.signUp({ email, password: "correct horse battery" }));
console.log(`signed up      ${user.email}`);

// In a browser these three steps are supabase.auth.registerPasskey(). Node.js has no authenticator,
// so this one is made of software.
const authenticator = new SoftwareAuthenticator({ origin: POSTERN_URL });
const creation = ok(await supabase.auth.passkey.startRegistration());
const passkey = ok(
  await supabase.auth.passkey.verifyRegistration({
    challengeId: creation.challenge_id,
    credential: authenticator.create(creation.options),
  }),
);
console.log(`registered     ${passkey.friendly_name} (${passkey.id})`);

await supabase.auth.signOut();

// In a browser: supabase.auth.signInWithPasskey().
const request = ok(await supabase.auth.passkey.startAuthentication());
const { session } = ok(
  await supabase.auth.passkey.verifyAuthentication({
    challengeId: request.challenge_id,
    credential: authenticator.get(request.options),
  }),
);
console.log(`signed in      ${session.user.email} with a passkey`);

const { claims, header } = ok(await supabase.auth.getClaims());
console.log(`token verified ${header.alg}, ${claims.aal}, ${claims.amr[0].method}`);

const [listed] = ok(await supabase.auth.passkey.list());
console.log(`last used      ${listed.last_used_at}`);
