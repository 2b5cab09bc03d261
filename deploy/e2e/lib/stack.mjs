import { request as open } from "node:http";

/** Where the stack is and its keys: set by the Maven run, or from a running stack's keys.env. */
export const url = required("POSTERN_URL");
export const publishableKey = required("POSTERN_PUBLISHABLE_KEY");
export const secretKey = required("POSTERN_SECRET_KEY");
export const qrAppKey = required("POSTERN_QR_APP_KEY");
export const origin = new URL(url).origin;

/** The request version from which error codes are strings. */
export const API_VERSION = "2024-01-01";

function required(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} isn't set. Run mvn verify, or use a running stack: node --env-file=.postern/keys.env --test deploy/e2e/tests/`,
    );
  }
  return value;
}

/**
 * Sends one request byte for byte: the path isn't normalised, no header is added but Host and length,
 * redirects aren't followed.
 *
 * @returns {Promise<{status: number, headers: import("node:http").IncomingHttpHeaders, text: string, json: any}>}
 */
export function send(method, path, { headers = {}, body, apikey = publishableKey, bearer } = {}) {
  const { hostname, port } = new URL(url);
  const payload = payloadOf(body);
  const all = {
    ...(apikey ? { apikey } : {}),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(payload === undefined
      ? {}
      : { "content-type": "application/json;charset=UTF-8", "content-length": payload.length }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const request = open({ hostname, port, method, path, headers: all, agent: false });
    let answered = false;
    request.on("response", (response) => {
      answered = true;
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode, headers: response.headers, text, json: parse(text) });
      });
    });
    // A server that refuses a body early may close before all of it is written.
    request.on("error", (error) => (answered ? undefined : reject(error)));
    request.end(payload);
  });
}

/** The same under the client's prefix, with its version header unless `version` is null. */
export function auth(method, path, { version = API_VERSION, headers = {}, ...rest } = {}) {
  return send(method, `/auth/v1${path}`, {
    ...rest,
    headers: { ...(version ? { "x-supabase-api-version": version } : {}), ...headers },
  });
}

function payloadOf(body) {
  if (body === undefined || Buffer.isBuffer(body)) {
    return body;
  }
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
