import { generateKeyPairSync, sign } from "node:crypto";
import { it } from "node:test";
import { eventually } from "./eventually.mjs";
import { refuses } from "./refusals.mjs";
import { publishableKey, secretKey } from "./stack.mjs";

const MIB = 1024 * 1024;

export const OVERSIZED = JSON.stringify({ padding: "x".repeat(MIB) });
export const INVALID_UTF8 = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]);

export const NO_AUTHORIZATION = {
  status: 401,
  code: "no_authorization",
  message: "This endpoint requires a valid Bearer token",
};
export const UNVERIFIABLE = {
  status: 403,
  code: "bad_jwt",
  message: /^invalid JWT: unable to parse or verify signature, \S/,
};
const NO_SUB = { status: 403, code: "bad_jwt", message: "invalid claim: missing sub claim" };
const SIGNED_OUT = {
  status: 403,
  code: "session_not_found",
  message: "Session from session_id claim in JWT does not exist",
};
export const NOT_JSON = {
  status: 400,
  code: "bad_json",
  message: /^Could not parse request body as JSON: \S/,
};

/** What a body over the limit gets from the passkey endpoints, and from the others. */
export const UNREADABLE = { status: 400, code: "bad_json", message: "Could not read request body" };
export const TOO_LARGE = {
  status: 413,
  code: "request_entity_too_large",
  message: `Request body too large (max ${MIB} bytes)`,
};

/** The refusal of a value, with its words. */
export const invalid = (message) => ({ status: 400, code: "validation_failed", message });

/** Bodies that aren't a JSON object. */
const NOT_OBJECTS = [
  ["no body", {}],
  ["an empty body", { body: Buffer.alloc(0) }],
  ["plain words", { body: "not json" }],
  ["half an object", { body: '{"a":' }],
  ["an array", { body: "[]" }],
  ["a string", { body: '"text"' }],
  ["a number", { body: "7" }],
  ["two objects", { body: "{} {}" }],
  ["invalid UTF-8", { body: INVALID_UTF8 }],
];

/** The same token with other claims, under its old signature or one made with `key`. */
export function forge(token, change, key) {
  const [header, payload, signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString("base64url");
  const signed = `${header}.${changed}`;
  const made = key
    ? sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")
    : signature;
  return `${signed}.${made}`;
}

/**
 * Every way in which a request can fail to prove who sends it.
 *
 * @param {() => string} path
 * @param {() => {token: string, strangerId: string, ended: string}} who a live token, another user's id
 *     and the token of a session that was signed out; asked for when the tests run
 */
export function demandsUser(method, path, who) {
  const gate = (name, options, expected, check = (run) => run()) =>
    it(`${name} → ${expected.status} ${expected.code}`, () =>
      check(() => refuses(method, path(), options(), expected)));

  gate("no Authorization and no key", () => ({ apikey: null }), NO_AUTHORIZATION);
  for (const [name, authorization] of [
    ["another scheme", "Basic YTpi"],
    ["a scheme without token", "Bearer"],
    ["a token of two words", "Bearer a b"],
  ]) {
    gate(name, () => ({ headers: { authorization } }), NO_AUTHORIZATION);
  }
  gate("a token that isn't a JWT", () => ({ bearer: "abc" }), UNVERIFIABLE);
  gate("a token of three empty parts", () => ({ bearer: ".." }), UNVERIFIABLE);
  gate(
    "changed claims",
    () => ({ bearer: forge(who().token, { sub: who().strangerId }) }),
    UNVERIFIABLE,
  );
  gate(
    "another's signature",
    () => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return { bearer: forge(who().token, {}, privateKey) };
    },
    UNVERIFIABLE,
  );
  gate(
    "alg none",
    () => {
      const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
      return { bearer: `${header}.${who().token.split(".")[1]}.` };
    },
    UNVERIFIABLE,
  );
  gate(
    "an end moved into the past",
    () => ({ bearer: forge(who().token, { exp: 1 }) }),
    UNVERIFIABLE,
  );
  gate("the publishable key", () => ({ bearer: publishableKey }), NO_SUB);
  gate("the secret key", () => ({ bearer: secretKey, apikey: secretKey }), NO_SUB);
  gate("a session that was signed out", () => ({ bearer: who().ended }), SIGNED_OUT, eventually);
}

/** Every body that isn't the JSON the endpoint reads. */
export function demandsJson(method, path, options, oversized) {
  for (const [name, body] of NOT_OBJECTS) {
    it(`${name} → 400 bad_json`, () =>
      refuses(method, path(), { ...options(), ...body }, NOT_JSON));
  }
  it(`more than 1 MiB → ${oversized.status} ${oversized.code}`, () =>
    refuses(method, path(), { ...options(), body: OVERSIZED }, oversized));
}
