import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { freshEmail, PASSWORD, signUp } from "../lib/accounts.mjs";
import { INVALID_UTF8, OVERSIZED } from "../lib/gates.mjs";
import { secretKey, send } from "../lib/stack.mjs";

/**
 * Every public route of session-service against everything a hostile client may send. What exactly is
 * answered to what is shown elsewhere; here: a refusal is a 4xx in the error envelope, nothing else.
 */
const ROUTES = readFileSync(new URL("../../gateway/routes.txt", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.trim().split(/\s+/))
  .filter(([method, , service]) => service === "session-service" && method !== "WEBSOCKET")
  .map(([method, template]) => ({ method, template }));

const META = { gotrue_meta_security: {} };
const PKCE = { code_challenge: null, code_challenge_method: null };

/** A well-formed body of each route that reads one, and the members whose type counts. */
const BODIES = {
  "POST /auth/v1/signup": () => ({ email: freshEmail(), password: PASSWORD, data: {}, ...PKCE, ...META }),
  "POST /auth/v1/token": () => ({ email: freshEmail(), password: PASSWORD, ...META }),
  "PUT /auth/v1/user": () => ({ data: { a: 1 }, email: undefined, password: undefined }),
  "POST /auth/v1/verify": () => ({ type: "signup", email: freshEmail(), token: "123456" }),
  "POST /auth/v1/resend": () => ({ type: "signup", email: freshEmail(), ...META }),
  "POST /auth/v1/otp": () => ({ email: freshEmail(), create_user: false, data: {}, ...PKCE, ...META }),
  "POST /auth/v1/magiclink": () => ({ email: freshEmail(), data: {}, ...META }),
  "POST /auth/v1/recover": () => ({ email: freshEmail(), ...PKCE, ...META }),
  "POST /auth/v1/invite": () => ({ email: freshEmail(), data: {} }),
  "POST /auth/v1/admin/users": () => ({
    email: freshEmail(),
    password: PASSWORD,
    email_confirm: true,
    user_metadata: {},
    app_metadata: {},
    ban_duration: "none",
  }),
  "PUT /auth/v1/admin/users/{id}": () => ({
    user_metadata: {},
    app_metadata: {},
    ban_duration: "none",
    email_confirm: true,
  }),
  "POST /auth/v1/admin/generate_link": () => ({ type: "magiclink", email: freshEmail(), data: {} }),
  "POST /auth/v1/sessions/fork": () => ({ label: "tab" }),
};

/** Members that hold what an application likes, so that any value of any type is well-formed. */
const FREE = new Set(["code_challenge", "code_challenge_method"]);

/** Each call changes the keys of the project for everybody. */
const SPARED = new Set(["POST /auth/v1/admin/signing-keys/rotate"]);

const BAD_IDS = ["7", "no-uuid", "%00", "%ff", "%0d%0aX-A:b", "..%2f..", "{}", "0".repeat(300), "%F0%9F%98%80"];
const BAD_QUERIES = [
  "?redirect_to=%0d%0aSet-Cookie:a=b",
  "?redirect_to=javascript:alert(1)&token=%00&type=%00",
  "?redirect_to=%00&type=signup&token=%ff",
  `?redirect_to=${"x".repeat(8000)}`,
  "?page=-1&per_page=0",
  "?page=99999999999999999999&per_page=99999999999999999999",
  "?page=x&per_page=y&sort=z&filter=%00",
  "?scope=%00&grant_type=%00",
  "?%00=%ff&&&===",
];
const BAD_HEADERS = [
  { authorization: "Bearer " },
  { authorization: `Bearer ${"x".repeat(20_000)}` },
  { authorization: "Bearer \u00ff\u00fe" },
  { "x-supabase-api-version": "9999-99-99" },
  { "x-forwarded-for": "',drop table,\t::::,999.1.1.1" },
  { "content-type": "x" },
  { "content-type": "application/json; charset=utf-7" },
  { "content-encoding": "gzip" },
  { "x-jwt-aud": "\u00e4".repeat(100) },
];

const deep = (levels) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const claims = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`claim${i}`, i]));

/** Bodies that no route that reads one may take. */
const NOT_BODIES = [
  ["no body", undefined],
  ["plain words", "not json"],
  ["half an object", '{"email":'],
  ["an array", "[]"],
  ["null", "null"],
  ["a text", '"text"'],
  ["two objects", "{} {}"],
  ["a comment", "/* */ {}"],
  ["duplicate members", '{"email":"a@b.co","email":"c@d.co","type":"signup","type":"signup"}'],
  ["invalid UTF-8", INVALID_UTF8],
  ["UTF-16", Buffer.from('{"a":1}', "utf16le").subarray(0, 13)],
  ["more than 1 MiB", OVERSIZED],
  ["members nested 5000 deep", deep(5000)],
];

/** What to put in place of a member, and whether any route may take it. */
const VALUES = [
  ["a list", [[]], false],
  ["a number", 7, false],
  ["a number of 400 digits", raw("1".repeat(400)), false],
  ["1e400", raw("1e400"), false],
  ["true", true, false],
  ["a NUL", "a\u0000b", true],
  ["half a character", raw('"\\ud800"'), true],
  ["a line break and a header", "a@b.co\r\nBcc: c@d.co", true],
  ["100 kB", "x".repeat(100_000), true],
  ["an object", { a: [] }, true],
  ["null", null, true],
];

/** JSON text that JSON.stringify would not write. */
function raw(text) {
  return { raw: text };
}

function jsonWith(body, member, value) {
  const marker = `raw-${randomUUID()}`;
  const json = JSON.stringify({ ...body, [member]: value?.raw ? marker : value });
  return value?.raw ? json.replace(`"${marker}"`, value.raw) : json;
}

const isAdministration = (template) =>
  template.includes("/admin/") || template.endsWith("/invite") || template.startsWith("/v1/projects/");

/** Runs the attempts a few at a time: hashing passwords has a queue that a flood would fill. */
async function eachOf(attempts, run) {
  const left = [...attempts];
  const failures = [];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await run(next).catch((error) => failures.push(`${next.name}: ${error.message}`));
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  assert.deepEqual(failures, []);
}

function assertSane(answer, template) {
  const seen = `${answer.status} ${answer.text.slice(0, 200)}`;
  assert.ok(answer.status < 500, seen);
  assert.equal(answer.headers["set-cookie"], undefined, "a header was injected");
  assert.equal(answer.headers["x-a"], undefined, "a header was injected");
  assert.doesNotMatch(answer.text, /Exception|dev\.postern|org\.hibernate|io\.vertx|SELECT |<html/i);
  if (answer.status >= 400) {
    assert.match(answer.headers["content-type"] ?? "", /^application\/json\b/, seen);
    if (template.startsWith("/v1/projects/")) {
      assert.equal(typeof answer.json?.message, "string", seen);
    } else {
      assert.ok(answer.headers["x-sb-error-code"], seen);
      assert.equal(answer.json?.code, answer.headers["x-sb-error-code"], seen);
      assert.equal(typeof answer.json?.message, "string", seen);
    }
  } else if (answer.status >= 300) {
    assert.match(answer.headers.location, /^http:\/\/localhost(:\d+)?(\/|#|\?|$)/, seen);
  } else if (answer.status !== 204) {
    assert.ok(answer.json, seen);
  }
}

function assertRefused(answer, template) {
  assertSane(answer, template);
  assert.ok(answer.status >= 400, `taken: ${answer.status} ${answer.text.slice(0, 200)}`);
}

for (const { method, template } of ROUTES.filter(({ method, template }) => !SPARED.has(`${method} ${template}`))) {
  describe(`${method} ${template}`, () => {
    const key = `${method} ${template}`;
    let user;
    let stranger;

    before(async () => {
      [user, stranger] = await Promise.all([signUp(), signUp()]);
    });

    const pathTo = (id, query = "") => {
      const path = template.replace(/\{\w+\}/g, id) + query;
      return template === "/auth/v1/token" && !query ? `${path}?grant_type=password` : path;
    };
    const call = ({ id = stranger.user.id, query, body, headers = {} }) => {
      const administers = isAdministration(template);
      const bearer = administers ? secretKey : user.access_token;
      return send(method, pathTo(id, query), {
        bearer: headers.authorization ? undefined : bearer,
        ...(administers ? { apikey: secretKey } : {}),
        body,
        headers: { "x-supabase-api-version": "2024-01-01", ...headers },
      });
    };
    const sane = async (attempt) => assertSane(await call(attempt), template);
    const refused = async (attempt) => assertRefused(await call(attempt), template);

    it("survives odd queries and headers", () => {
      const body = BODIES[key]?.();
      return eachOf(
        [
          ...BAD_QUERIES.map((query) => ({ name: query, query, body })),
          ...BAD_HEADERS.map((headers) => ({ name: JSON.stringify(headers).slice(0, 80), headers, body })),
        ],
        sane,
      );
    });

    if (template.includes("{")) {
      it("refuses what is no id", () =>
        eachOf(
          BAD_IDS.map((id) => ({ name: id, id, body: BODIES[key]?.() })),
          refused,
        ));
    }

    if (BODIES[key]) {
      it("refuses what is no body of its own", () =>
        eachOf(
          NOT_BODIES.filter(([name]) => name !== "no body" || key !== "POST /auth/v1/sessions/fork").map(
            ([name, body]) => ({ name, body }),
          ),
          refused,
        ));

      it("takes no member of another type", () => {
        const members = Object.keys(BODIES[key]()).filter((member) => !FREE.has(member));
        const attempts = members.flatMap((member) =>
          VALUES.map(([what, value, maybeTaken]) => ({
            name: `${member} is ${what}`,
            body: jsonWith(BODIES[key](), member, value),
            maybeTaken: maybeTaken || (member.endsWith("_confirm") && what === "true"),
          })),
        );
        return eachOf(attempts, (attempt) => (attempt.maybeTaken ? sane : refused)(attempt));
      });

      const bag = ["data", "user_metadata", "app_metadata"].filter((member) => member in BODIES[key]());
      if (bag.length > 0) {
        it("limits what it keeps for an application", () =>
          eachOf(
            bag.flatMap((member) => [
              { name: `1000 claims in ${member}`, body: { ...BODIES[key](), [member]: claims } },
              {
                name: `${member} nested deep`,
                body: jsonWith(BODIES[key](), member, raw(deep(200))),
              },
            ]),
            refused,
          ));
      }
    } else {
      it("survives bodies that it doesn't read", () =>
        eachOf(
          NOT_BODIES.filter(([name]) => method !== "GET" || name !== "more than 1 MiB").map(([name, body]) => ({
            name,
            body,
          })),
          sane,
        ));
    }
  });
}
