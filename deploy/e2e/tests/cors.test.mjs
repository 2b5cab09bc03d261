import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { auth, send } from "../lib/stack.mjs";

const PAGE = "https://app.example.com";
const SENT_BY_THE_CLIENT = [
  "apikey",
  "authorization",
  "content-type",
  "x-client-info",
  "x-supabase-api-version",
];
const READ_BY_THE_CLIENT = ["x-supabase-api-version", "x-sb-error-code", "x-total-count", "link"];

const id = randomUUID();
const listed = (header = "") => header.split(",").map((item) => item.trim().toLowerCase());

describe("a page of another origin", () => {
  for (const [method, path] of [
    ["POST", "/passkeys/registration/options"],
    ["POST", "/passkeys/registration/verify"],
    ["POST", "/passkeys/authentication/options"],
    ["POST", "/passkeys/authentication/verify"],
    ["GET", "/passkeys"],
    ["PATCH", `/passkeys/${id}`],
    ["DELETE", `/passkeys/${id}`],
    ["GET", `/admin/users/${id}/passkeys`],
    ["DELETE", `/admin/users/${id}/passkeys/${id}`],
    ["POST", "/signup"],
    ["POST", "/token?grant_type=password"],
    ["GET", "/user"],
    ["PUT", "/user"],
    ["POST", "/logout"],
    ["GET", "/settings"],
    ["GET", "/.well-known/jwks.json"],
  ]) {
    it(`may ${method} ${path.replaceAll(id, "{id}")} and read the answer's headers`, async () => {
      const preflight = await send("OPTIONS", `/auth/v1${path}`, {
        apikey: null,
        headers: {
          origin: PAGE,
          "access-control-request-method": method,
          "access-control-request-headers": SENT_BY_THE_CLIENT.join(","),
        },
      });
      assert.equal(preflight.status, 204, preflight.text);
      assert.equal(preflight.text, "");
      assertAllowed(preflight);
      const methods = listed(preflight.headers["access-control-allow-methods"]);
      assert.ok(methods.includes(method.toLowerCase()), methods.join());
      const headers = listed(preflight.headers["access-control-allow-headers"]);
      for (const header of SENT_BY_THE_CLIENT) {
        assert.ok(headers.includes(header), `${header} is missing in ${headers}`);
      }

      const answer = await auth(method, path, { headers: { origin: PAGE } });
      assertAllowed(answer);
      const exposed = listed(answer.headers["access-control-expose-headers"]);
      for (const header of READ_BY_THE_CLIENT) {
        assert.ok(exposed.includes(header), `${header} is missing in ${exposed}`);
      }
    });
  }

  it("can read the refusal of a path that doesn't exist", async () => {
    assertAllowed(await auth("GET", "/unknown", { headers: { origin: PAGE } }));
  });
});

function assertAllowed({ headers, text }) {
  assert.ok([PAGE, "*"].includes(headers["access-control-allow-origin"]), text);
}
