import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import WebSocket from "ws";
import { publishableKey, secretKey, send, url } from "../lib/stack.mjs";

const id = randomUUID();

const LISTED = [
  ["POST", "/auth/v1/passkeys/registration/options"],
  ["POST", "/auth/v1/passkeys/authentication/options"],
  ["GET", "/.well-known/webauthn"],
  ["POST", "/auth/v1/passkeys/signup/options"],
  ["POST", "/auth/v1/passkeys/signup/verify"],
  ["POST", "/auth/v1/passkeys/registration/verify"],
  ["POST", "/auth/v1/passkeys/authentication/verify"],
  ["GET", "/auth/v1/passkeys"],
  ["PATCH", `/auth/v1/passkeys/${id}`],
  ["DELETE", `/auth/v1/passkeys/${id}`],
  ["GET", `/auth/v1/admin/users/${id}/passkeys`],
  ["DELETE", `/auth/v1/admin/users/${id}/passkeys/${id}`],
  ["POST", "/auth/v1/signup"],
  ["POST", "/auth/v1/token"],
  ["GET", "/auth/v1/user"],
  ["PUT", "/auth/v1/user"],
  ["POST", "/auth/v1/logout"],
  ["GET", "/auth/v1/settings"],
  ["GET", "/auth/v1/health"],
  ["GET", "/auth/v1/.well-known/jwks.json"],
  ["GET", "/auth/v1/.well-known/openid-configuration"],
  ["POST", "/auth/v1/sessions/fork"],
  ["GET", "/auth/v1/sessions"],
  ["DELETE", `/auth/v1/sessions/${id}`],
  ["POST", "/auth/v1/admin/signing-keys/rotate"],
  ["GET", "/auth/v1/verify"],
  ["POST", "/auth/v1/verify"],
  ["POST", "/auth/v1/resend"],
  ["POST", "/auth/v1/otp"],
  ["POST", "/auth/v1/magiclink"],
  ["POST", "/auth/v1/recover"],
  ["GET", "/auth/v1/reauthenticate"],
  ["GET", "/auth/v1/admin/users"],
  ["POST", "/auth/v1/admin/users"],
  ["GET", `/auth/v1/admin/users/${id}`],
  ["PUT", `/auth/v1/admin/users/${id}`],
  ["DELETE", `/auth/v1/admin/users/${id}`],
  ["DELETE", `/auth/v1/admin/users/${id}/sessions`],
  ["GET", "/auth/v1/admin/audit"],
  ["POST", "/auth/v1/admin/generate_link"],
  ["POST", "/auth/v1/invite"],
  ["GET", "/v1/projects/default/config/auth"],
  ["PATCH", "/v1/projects/default/config/auth"],
  ["GET", "/auth/v1/admin/qr/applications"],
  ["POST", "/auth/v1/admin/qr/applications"],
  ["GET", "/auth/v1/admin/qr/applications/app_x"],
  ["PATCH", "/auth/v1/admin/qr/applications/app_x"],
  ["DELETE", "/auth/v1/admin/qr/applications/app_x"],
  ["POST", "/auth/v1/admin/qr/applications/app_x/keys"],
  ["DELETE", "/auth/v1/admin/qr/applications/app_x/keys/qr_app_x"],
  ["GET", "/qr/v1/health"],
  ["POST", "/qr/v1/poll"],
  ["POST", "/qr/v1/sessions/x/claim"],
  ["POST", "/qr/v1/sessions/x/approve"],
  ["POST", "/qr/v1/sessions/x/deny"],
  ["GET", "/qr/v1/sessions/x"],
  ["GET", "/qr/v1/link"],
  ["GET", "/KeyriQR.html"],
  ["GET", "/.well-known/assetlinks.json"],
  ["GET", "/.well-known/apple-app-site-association"],
  ["GET", "/api/v1/session/x"],
  ["POST", "/api/v1/session/x"],
];

/** Paths of the services themselves, in every spelling that might slip through a gateway. */
const HIDDEN = [
  "/internal/sessions",
  `/internal/sessions/${id}`,
  `/internal/challenges/${id}/consume`,
  "/auth/v1/internal/sessions",
  `/auth/v1/internal/challenges/${id}/consume`,
  "/qr/v1/internal/sessions",
  "/q/health",
  "/q/health/ready",
  "/q/metrics",
  "/q/openapi",
  "/q/dev-ui",
  "/auth/v1/q/health",
  "/auth/v1/q/metrics",
  "/qr/v1/q/health",
  "/auth/v1",
  "/auth/v1/",
  "/auth/v1/unknown",
  "/auth/v1/passkeys//registration/options",
  "/auth/v1/passkeys/registration/options/more",
  `/auth/v1/passkeys/${id}/more`,
  "/auth/v1/admin/users//passkeys",
  "/auth/v1/../../internal/sessions",
  "/auth/v1/../internal/sessions",
  "/auth/v1/..;/internal/sessions",
  "/auth/v1/;/internal/sessions",
  "/auth/v1/%2e%2e/%2e%2e/internal/sessions",
  "/auth/v1/%2e%2e%2f%2e%2e%2finternal/sessions",
  "/auth/v1/..%2f..%2finternal%2fsessions",
  "/auth/v1/..%5c..%5cinternal%5csessions",
  "/auth/v1/%252e%252e/%252e%252e/internal/sessions",
  "/auth/v1/passkeys/../../../internal/sessions",
  "/auth/v1/passkeys/%2e%2e/%2e%2e/%2e%2e/q/metrics",
  "/auth/v1/passkeys/..%2f..%2f..%2finternal%2fsessions",
  "/auth/v1//passkeys",
  "//auth/v1/passkeys",
  "//internal/sessions",
  "/internal//sessions",
  "/%69nternal/sessions",
  "/%2finternal/sessions",
  "/q;x=1/metrics",
  "/internal;x=1/sessions",
  "/auth/v1/passkeys;x=1",
  "/auth/v1/user;jsessionid=1",
  "/auth/v1/user;/../../internal/sessions",
  "/auth/v1/us%65r%2f",
  "/auth/v1/user%00",
  "/auth/v1/user%20",
  "/AUTH/V1/user",
  "/auth/v1/USER",
  "/auth/v1\\internal\\sessions",
  "/./internal/sessions",
  "/auth/v1/./user",
];

const isUnknownPath = ({ status, json }) =>
  status === 404 && (json?.msg ?? json?.message) === "Path not found";

describe("through the gateway", () => {
  for (const [method, path] of LISTED) {
    it(`${method} ${path.replaceAll(id, "{id}")} answers, with a trailing slash too`, async () => {
      for (const spelling of [path, `${path}/`]) {
        const answer = await send(method, spelling, { body: method === "GET" ? undefined : {} });
        assert.ok(!isUnknownPath(answer), `${spelling}: ${answer.text}`);
        assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
        assert.notEqual(answer.status, 405, spelling);
        assert.ok(
          method === "GET" && path.endsWith("/verify") ? true : answer.status < 300 || answer.status >= 400,
          `${spelling} redirects`,
        );
      }
    });
  }

  for (const path of HIDDEN) {
    for (const method of ["GET", "POST"]) {
      it(`${method} ${path.replaceAll(id, "{id}")} reaches no service`, async () => {
        for (const options of [{}, { apikey: secretKey, bearer: secretKey }]) {
          const answer = await send(method, path, {
            ...options,
            ...(method === "POST" ? { body: {} } : {}),
          });
          if (method === "POST" && !/^\/(auth|qr)\/v1/.test(path)) {
            assert.ok([404, 405].includes(answer.status), "the site takes no POST");
            assert.equal(answer.json, undefined, answer.text);
          } else {
            assert.equal(answer.status, 404, answer.text.slice(0, 200));
          }
        }
      });
    }
  }

  it("a page's path doesn't become an API by a method override", async () => {
    const answer = await send("GET", "/auth/v1/passkeys/authentication/options", {
      headers: { "x-http-method-override": "POST" },
    });
    assert.equal(answer.status, 405, answer.text);
  });

  it("headers can't move a request to another path or host", async () => {
    const answer = await send("GET", "/auth/v1/health", {
      headers: {
        "x-original-url": "/internal/sessions",
        "x-rewrite-url": "/internal/sessions",
        "x-forwarded-prefix": "/internal",
        "x-forwarded-host": "evil.example",
      },
    });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.name, "GoTrue");
  });

  it("unknown paths of the API are told in the client's envelope", async () => {
    const numbered = await send("GET", "/auth/v1/unknown");
    const named = await send("GET", "/auth/v1/unknown", {
      headers: { "x-supabase-api-version": "2024-01-01" },
    });
    assert.equal(numbered.json.code, 404);
    assert.equal(typeof numbered.json.error_code, "string");
    assert.equal(named.json.code, numbered.json.error_code);
    assert.equal(named.headers["x-sb-error-code"], named.json.code);
  });

  it("a socket is opened for a page of an allowed origin, and for no other", async () => {
    const dial = (origin) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${url.replace("http", "ws")}/qr/v1/ws`, ["qr-bridge.v1"], {
          origin,
        });
        socket.on("message", (data) => {
          socket.terminate();
          resolve(JSON.parse(data).action);
        });
        socket.on("unexpected-response", (request, response) => {
          request.destroy();
          resolve(response.statusCode);
        });
        socket.on("error", () => {});
      });
    assert.equal(await dial(new URL(url).origin), "HELLO");
    assert.equal(await dial("https://evil.example.com"), 403);
    const plain = await send("GET", "/qr/v1/ws");
    assert.ok(plain.status >= 400, "a plain request is no socket");
  });

  it("the demo site learns where it belongs, and gets no secret", async () => {
    const { status, json, text } = await send("GET", "/postern.json", { apikey: null });
    assert.equal(status, 200);
    assert.equal(json.publishableKey, publishableKey);
    assert.ok(!text.includes(secretKey));
  });

  it("the site is served under a policy that allows nothing foreign", async () => {
    const { status, headers } = await send("GET", "/", { apikey: null });
    assert.equal(status, 200);
    assert.match(headers["content-type"], /^text\/html/);
    assert.match(headers["content-security-policy"], /default-src 'self'/);
    assert.doesNotMatch(headers["content-security-policy"], /unsafe-/);
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  for (const path of [
    "/../pom.xml",
    "/..%2fpom.xml",
    "/%2e%2e/pom.xml",
    "/assets/../../package.json",
    "/assets/..%2f..%2fpackage.json",
    "/.postern/keys.env",
    "/keys.env",
    "/package.json",
  ]) {
    it(`the site doesn't serve ${path}`, async () => {
      const answer = await send("GET", path, { apikey: null });
      assert.ok([400, 403, 404].includes(answer.status), `${answer.status} ${answer.text.slice(0, 80)}`);
    });
  }
});
