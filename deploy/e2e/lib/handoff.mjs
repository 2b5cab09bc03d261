import assert from "node:assert/strict";
import { randomUUID, webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { auth, origin, publishableKey, qrAppKey, secretKey, send, url } from "./stack.mjs";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const { subtle } = webcrypto;
const utf8 = (text) => new TextEncoder().encode(text);
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const sha256 = async (bytes) => Buffer.from(await subtle.digest("SHA-256", bytes));

/** A phone without a screen: it claims, and seals what it is told to. */
export class Phone {
  constructor(session, appKey = qrAppKey) {
    this.session = session;
    this.appKey = appKey;
    this.device = { id: randomUUID(), name: "Pixel 8", platform: "android" };
  }

  async claim(link) {
    const query = new URL(link).searchParams;
    this.sessionId = query.get("sessionId");
    const answer = await this.call("/claim", { device: this.device, h: query.get("h") });
    if (answer.status === 200) {
      this.claimed = answer.json;
      assert.equal(
        base64url(await sha256(Buffer.from(answer.json.browserKey, "base64url"))),
        query.get("h"),
      );
    }
    return answer;
  }

  async approve(payload, more = {}) {
    return this.call("/approve", {
      handshakeToken: this.claimed.handshakeToken,
      enc: await seal(payload, this.claimed),
      ...more,
    });
  }

  deny(reason = "user") {
    return this.call("/deny", { handshakeToken: this.claimed.handshakeToken, reason });
  }

  /** A session of its own for the page. */
  async fork() {
    const answer = await auth("POST", "/sessions/fork", {
      bearer: this.session.access_token,
      body: { target: "web", binding: "x".repeat(43) },
    });
    assert.equal(answer.status, 200, answer.text);
    return JSON.stringify({ refreshToken: answer.json.refresh_token });
  }

  call(path, body) {
    return send("POST", `/qr/v1/sessions/${this.sessionId}${path}`, {
      bearer: this.session.access_token,
      headers: { "x-app-key": this.appKey },
      body,
    });
  }
}

async function seal(payload, { sessionId, browserKey, origin: site, appId }) {
  const theirs = Buffer.from(browserKey, "base64url");
  const pair = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const epk = Buffer.from(await subtle.exportKey("raw", pair.publicKey));
  const shared = await subtle.deriveBits(
    { name: "ECDH", public: await subtle.importKey("raw", theirs, CURVE, false, []) },
    pair.privateKey,
    256,
  );
  const salt = webcrypto.getRandomValues(Buffer.alloc(32));
  const iv = webcrypto.getRandomValues(Buffer.alloc(12));
  const info = Buffer.concat([
    utf8(`qr-bridge/1\0${sessionId}\0`),
    await sha256(theirs),
    await sha256(epk),
  ]);
  const key = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info },
    await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const additionalData = utf8(JSON.stringify([1, sessionId, site, appId]));
  const ct = await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, utf8(payload));
  return {
    v: 1,
    epk: base64url(epk),
    salt: base64url(salt),
    iv: base64url(iv),
    ct: base64url(ct),
  };
}

/** An application with rules of its own, for this stack's origin. */
export async function newApplication(more) {
  const answer = await send("POST", "/auth/v1/admin/qr/applications", {
    apikey: secretKey,
    bearer: secretKey,
    body: {
      name: "Acme",
      environment: "dev",
      allowed_origins: [origin],
      link_base: `${origin}/phone`,
      ...more,
    },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.app_keys[0];
}

/** The links that the widget prints on localhost, so that nobody needs a phone to develop. */
export function watchLinks(page) {
  const links = [];
  page.on("console", (message) => {
    const [, link] = /^QR code: (\S+)$/.exec(message.text()) ?? [];
    if (link) {
      links.push(link);
    }
  });
  return {
    /** The newest link, once there are at least this many. */
    async newest(atLeast = 1) {
      while (links.length < atLeast) {
        await page.waitForEvent("console");
      }
      return links.at(-1);
    },
    get count() {
      return links.length;
    },
  };
}

const file = (name) =>
  readFile(fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url)), "utf8");

/** What the reference page tells a developer to write, word for word. */
const LISTENER = `
    window.addEventListener("message", (evt) => {
      if (evt.data.keyri && evt.data.data && document.location.origin == evt.origin) {
        const data = evt.data;
        if (!data.error) {
          const { refreshToken } = JSON.parse(data.data);
          handleQrLogin(refreshToken);
        } else if (data.error) {
          console.log(\`Keyri error: \${data.message}\`);
        }
      }
    });`;

const SIGN_IN = `
    const client = supabase.createClient(${JSON.stringify(url)}, ${JSON.stringify(publishableKey)});
    globalThis.signIns = [];
    globalThis.posted = [];
    window.addEventListener("message", (evt) => posted.push(evt.data));
    async function handleQrLogin(refresh_token) {
      signIns.push(client.auth.refreshSession({ refresh_token }).then(({ data, error }) =>
        error ? error.code : data.session.user.email));
    }`;

const REACT = (query) => `
    const { createElement: h, useEffect, useState } = React;
    function Login() {
      const [renders, again] = useState(1);
      useEffect(() => {${LISTENER}
        if (renders < 3) again(renders + 1);
        else document.body.dataset.renders = renders;
      });
      return h("div", null, h("iframe", {
        title: "KeyriQR", src: "/KeyriQR.html${query}", id: "qr-frame", height: "300", width: "300",
        scrolling: "no", style: { border: "solid 5px white" } }));
    }
    ReactDOM.createRoot(document.getElementById("root")).render(h(Login));`;

const PLAIN = (query) => `
    ${LISTENER}
    document.getElementById("root").innerHTML =
      '<div><iframe title="KeyriQR" src="/KeyriQR.html${query}" id="qr-frame" height="300" width="300" scrolling="no" style="border: solid 5px white"></iframe></div>';`;

/**
 * Opens a login page written as the reference page says.
 *
 * @param {"plain" | "react"} kind React registers one more listener at each of three renders
 * @param {string} query options of the widget, in the address of its frame
 */
export async function openReferencePage(page, kind = "plain", query = "") {
  const scripts = [await file("@supabase/supabase-js/dist/umd/supabase.js")];
  if (kind === "react") {
    scripts.push(await file("react/umd/react.production.min.js"));
    scripts.push(await file("react-dom/umd/react-dom.production.min.js"));
  }
  scripts.push(SIGN_IN + (kind === "react" ? REACT(query) : PLAIN(query)));
  const tags = scripts.map((text) => `<script>${text.replaceAll("</script", "<\\/script")}</script>`);
  await page.route("**/login-by-reference", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<!doctype html><html lang="en"><title>Login</title><link rel="icon" href="data:,"><div id="root"></div>${tags.join("\n")}</html>`,
    }),
  );
  await page.goto(`${url}/login-by-reference`);
}
