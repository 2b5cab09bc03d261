import assert from "node:assert/strict";
import { API_VERSION, auth } from "./stack.mjs";

/**
 * Sends the request with and without the version header and asserts the same refusal in both envelopes.
 *
 * @param {(version: string | null) => Promise<object>} attempt makes and sends the request anew
 * @param {{status: number, code: string, message: string | RegExp}} expected
 */
export async function assertRefused(attempt, expected) {
  assertNamed(await attempt(API_VERSION), expected);
  assertNumbered(await attempt(null), expected);
}

/** One endpoint's refusal of one request, whose options may be made anew for each envelope. */
export function refuses(method, path, options, expected) {
  return assertRefused(async (version) => {
    const request = typeof options === "function" ? await options() : options;
    return auth(method, request.path ?? path, { ...request, version });
  }, expected);
}

function assertNamed(answer, { status, code, message }) {
  assertCommon(answer, status, code);
  assert.equal(answer.json.code, code, answer.text);
  matches(answer.json.message, message);
  assert.equal(answer.headers["x-supabase-api-version"], API_VERSION);
  assert.ok(!("msg" in answer.json) && !("error_code" in answer.json), answer.text);
}

function assertNumbered(answer, { status, code, message }) {
  assertCommon(answer, status, code);
  assert.equal(answer.json.code, status, answer.text);
  assert.equal(answer.json.error_code, code, answer.text);
  matches(answer.json.msg, message);
  assert.equal(answer.headers["x-supabase-api-version"], undefined);
  assert.ok(!("message" in answer.json), answer.text);
}

function assertCommon(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers["content-type"] ?? "", /^application\/json\b/, answer.text);
  assert.ok(answer.json, `not JSON: ${answer.text}`);
  assert.equal(answer.headers["x-sb-error-code"], code, answer.text);
}

function matches(actual, expected) {
  if (expected instanceof RegExp) {
    assert.match(actual, expected);
  } else {
    assert.equal(actual, expected);
  }
}
