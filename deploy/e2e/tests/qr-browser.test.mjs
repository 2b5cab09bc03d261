import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshEmail, PASSWORD, signUp } from "../lib/accounts.mjs";
import { openBrowser, Visitor } from "../lib/browser.mjs";
import { newApplication, openReferencePage, Phone, watchLinks } from "../lib/handoff.mjs";
import { auth, send, url } from "../lib/stack.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const view = (page, name) => page.waitForSelector(`#view-${name}:not([hidden])`);
const words = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ").trim();
const widget = (page) => page.frameLocator("#qr-frame");
const overlay = (page, kind) => widget(page).locator(`#qr-lay-over.${kind}:not([hidden])`);
const successes = (page) =>
  page.evaluate(() => globalThis.posted.filter(({ keyri, error, data }) => keyri && !error && data));
const failures = (page) =>
  page.evaluate(() => globalThis.posted.filter(({ keyri, error }) => keyri && error));

/** Runs with two devices, and fails for any error they logged. */
function handoff(name, devices, run) {
  it(name, async () => {
    const visitors = [];
    try {
      for (const device of devices) {
        visitors.push(await Visitor.arrive(browser, device));
      }
      await run(...visitors);
      visitors.forEach((visitor) => assert.deepEqual(visitor.takeErrors(), []));
    } finally {
      await Promise.all(visitors.map((visitor) => visitor.leave()));
    }
  });
}

const SCREEN = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Somebody with an account and a passkey, signed in on their phone. */
async function ownPhone(phone) {
  const { page } = phone;
  const email = freshEmail();
  await page.goto(`${url}/#/sign-up`);
  await page.fill("#sign-up-email", email);
  await page.fill("#sign-up-password", PASSWORD);
  await page.click("#sign-up-submit");
  await view(page, "account");
  await phone.touchesSensor(true);
  await page.click("#add-passkey");
  await page.waitForSelector("[data-testid=passkey]");
  return email;
}

async function openSignIn(screen) {
  const links = watchLinks(screen.page);
  await screen.page.goto(url);
  await view(screen.page, "sign-in");
  await widget(screen.page).locator("#qr-target svg").waitFor();
  return links;
}

describe("somebody with a phone", () => {
  for (const colorScheme of ["light", "dark"]) {
    handoff(
      `scans, looks, approves with a passkey, and ends it again from the phone (${colorScheme})`,
      [{ ...SCREEN, colorScheme }, { ...PHONE, colorScheme }],
      async (screen, phone) => {
        const email = await ownPhone(phone);
        const links = await openSignIn(screen);
        await screen.photograph("qr-1-page");

        await phone.page.goto(await links.newest());
        await view(phone.page, "confirm");
        assert.ok(!phone.page.url().includes("sessionId"), "the code stays out of the history");
        assert.equal(await words(phone.page.locator("#fact-site")), new URL(url).host);
        assert.match(await words(phone.page.locator("#fact-browser")), /Chrome|Chromium/);
        assert.match(await words(phone.page.locator("#fact-place")), /127\.0\.0\.1|::1/);
        const [refuse, approve] = await Promise.all(
          ["#refuse", "#approve"].map((id) =>
            phone.page.locator(id).evaluate((button) => {
              const { backgroundColor, color, fontWeight, width, height } = getComputedStyle(button);
              return { backgroundColor, color, fontWeight, width, height };
            }),
          ),
        );
        assert.deepEqual(refuse, approve, "refusing weighs the same");
        await phone.photograph("qr-2-phone-confirm");
        await overlay(screen.page, "check").waitFor();
        await screen.photograph("qr-3-page-connected");

        await phone.page.click("#approve");
        await view(screen.page, "account");
        assert.equal(await words(screen.page.locator("#account-email")), email);
        await view(phone.page, "done");
        await phone.page.waitForSelector("[data-testid=web-session]");
        assert.match(
          await words(phone.page.locator("[data-testid=session-name]")),
          /Chrom.*, by QR code/,
        );
        await phone.photograph("qr-4-phone-done");
        await screen.photograph("qr-5-page-signed-in");

        const token = await screen.page.evaluate(
          () => JSON.parse(localStorage.getItem("sb-localhost-auth-token")).access_token,
        );
        await phone.page.click("[data-testid=revoke]");
        await phone.page.waitForSelector("#status:not([hidden])");
        const ended = await auth("GET", "/user", { bearer: token });
        assert.equal(ended.status, 403, ended.text);
        assert.equal(ended.json.code, "session_not_found");
        await phone.page.goto(url);
        await view(phone.page, "account");
      },
    );
  }

  handoff("refuses: the page says so once and offers a new code", [SCREEN, PHONE], async (screen, phone) => {
    await ownPhone(phone);
    const links = await openSignIn(screen);
    await phone.page.goto(await links.newest());
    await view(phone.page, "confirm");
    await phone.page.click("#refuse");
    await view(phone.page, "refused");
    await phone.photograph("qr-6-phone-refused");
    await overlay(screen.page, "reload").waitFor();
    await screen.photograph("qr-7-page-refused");

    const before = links.count;
    await widget(screen.page).locator("#qr-lay-over").click();
    await links.newest(before + 1);
    await overlay(screen.page, "reload").waitFor({ state: "hidden" });
    assert.ok(await screen.page.isVisible("#view-sign-in"));
  });

  handoff("scans with the camera", [SCREEN, PHONE], async (screen, phone) => {
    await ownPhone(phone);
    await openSignIn(screen);
    const code = await widget(screen.page)
      .locator("#qr-target svg")
      .evaluate((svg) => ({
        size: svg.viewBox.baseVal.width,
        path: svg.querySelector("path").getAttribute("d"),
      }));
    await phone.page.addInitScript(showToCamera, code);
    await phone.page.goto(`${url}/phone`);
    await view(phone.page, "confirm");
    await phone.page.click("#refuse");
    await view(phone.page, "refused");
  });

  handoff("is asked to sign in first, and comes back to the code", [SCREEN, PHONE], async (screen, phone) => {
    const { email } = await signUp();
    const links = await openSignIn(screen);
    await phone.page.goto(await links.newest());
    await view(phone.page, "signed-out");
    await phone.photograph("qr-8-phone-signed-out");
    await phone.page.click("#to-sign-in");
    await view(phone.page, "sign-in");
    await phone.page.fill("#sign-in-email", email);
    await phone.page.fill("#sign-in-password", PASSWORD);
    await phone.page.click("#sign-in-submit");
    await view(phone.page, "confirm");
    await phone.page.click("#refuse");
    await view(phone.page, "refused");
  });

  handoff("sees the scanner, and is told when there is no camera", [PHONE], async (phone) => {
    await ownPhone(phone);
    await phone.page.goto(`${url}/phone`);
    await view(phone.page, "scan");
    await phone.page.waitForSelector("#no-camera:not([hidden])");
    await phone.photograph("qr-9-phone-scan");
    for (const text of ["https://evil.example.com/phone?sessionId=x", "hello", `${url}/phone?v=1`]) {
      await phone.page.fill("#link", text);
      await phone.page.click("#link-open");
      assert.match(await words(phone.page.locator("#alert")), /isn't the link of a sign-in code/);
    }
    await phone.page.fill(
      "#link",
      `${url}/phone?sessionId=${"A".repeat(43)}&h=${"A".repeat(43)}&v=1`,
    );
    await phone.page.click("#link-open");
    await view(phone.page, "failed");
    await phone.photograph("qr-10-phone-failed");
    assert.match(phone.takeErrors().join(), /404/);
  });
});

/** Runs in the phone's page: its camera sees the code. */
function showToCamera({ size, path }) {
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 480;
    const context = canvas.getContext("2d");
    setInterval(() => {
      context.resetTransform();
      context.fillStyle = "#fff";
      context.fillRect(0, 0, 480, 480);
      context.scale(480 / size, 480 / size);
      context.fillStyle = "#000";
      context.fill(new Path2D(path));
    }, 50);
    return canvas.captureStream(20);
  };
}

describe("number matching and blocked sign-ins", () => {
  handoff("the digits of the page are typed on the phone", [SCREEN, PHONE], async (screen, phone) => {
    const appKey = await newApplication({ risk_policy: { new_browser: "warn" } });
    await ownPhone(phone);
    await phone.page.route("**/postern.json", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), qrAppKey: appKey } });
    });
    const links = watchLinks(screen.page);
    await eventuallyShows(screen.page, appKey);
    await phone.page.goto(await links.newest());
    await view(phone.page, "confirm");
    const digits = await words(overlay(screen.page, "check").locator(".digits"));
    assert.match(digits, /^\d\d$/);
    assert.ok(!(await phone.page.content()).includes(`>${digits}<`), "the phone must not show them");
    await screen.page.locator("#qr-frame").screenshot();
    await screen.photograph("qr-11-widget-digits");
    await phone.page.click("#approve");
    assert.match(await words(phone.page.locator("#digits-error")), /Type the two digits/);
    await phone.page.fill("#digits", digits === "00" ? "01" : "00");
    await phone.page.click("#approve");
    await phone.page.waitForSelector("#alert:not([hidden])");
    assert.match(await words(phone.page.locator("#alert")), /one more try/);
    await phone.photograph("qr-12-phone-digits");
    phone.takeErrors().forEach((error) => assert.match(error, /422/));
    await phone.page.fill("#digits", digits);
    await phone.page.click("#approve");
    await view(phone.page, "done");
    assert.equal((await successes(screen.page)).length, 1);
  });

  handoff("what the policy denies can only be closed", [SCREEN, PHONE], async (screen, phone) => {
    const appKey = await newApplication({ risk_policy: { new_browser: "deny" } });
    await ownPhone(phone);
    await phone.page.route("**/postern.json", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), qrAppKey: appKey } });
    });
    const links = watchLinks(screen.page);
    await eventuallyShows(screen.page, appKey);
    await phone.page.goto(await links.newest());
    await view(phone.page, "blocked");
    await phone.photograph("qr-13-phone-blocked");
    await overlay(screen.page, "reload").waitFor();
    const [failure, ...more] = await failures(screen.page);
    assert.deepEqual(more, []);
    assert.equal(failure.code, "risk_denied");
  });
});

/** A new application is known to the bridge a moment later. */
async function eventuallyShows(page, appKey, kind = "plain") {
  for (let attempt = 0; attempt < 20; attempt++) {
    const known = await send("POST", `/qr/v1/poll?appKey=${appKey}`, {
      headers: { origin: new URL(url).origin },
      body: {},
    });
    if (known.json?.code !== "app_key_mismatch") {
      break;
    }
    await page.waitForTimeout(250);
  }
  await openReferencePage(page, kind, `?appKey=${appKey}`);
  await widget(page).locator("#qr-target svg").waitFor();
}

describe("the reference page, unmodified", () => {
  for (const kind of ["plain", "react"]) {
    handoff(`as a ${kind} page logs in once`, [SCREEN], async (screen) => {
      const { page } = screen;
      const links = watchLinks(page);
      await openReferencePage(page, kind);
      if (kind === "react") {
        await page.waitForSelector("body[data-renders='3']");
      }
      const session = await signUp();
      const phone = new Phone(session);
      assert.equal((await phone.claim(await links.newest())).status, 200);
      const approved = await phone.approve(await phone.fork());
      assert.equal(approved.status, 200, approved.text);

      await page.waitForFunction((count) => globalThis.signIns.length === count, kind === "react" ? 3 : 1);
      const outcomes = await page.evaluate(() => Promise.all(globalThis.signIns));
      assert.deepEqual(new Set(outcomes), new Set([session.email]), "every listener is let in");
      assert.equal((await successes(page)).length, 1, "one post per sign-in");
      assert.deepEqual(await failures(page), []);
      const sessions = await auth("GET", "/sessions", { bearer: session.access_token });
      assert.equal(sessions.json.length, 2, "the phone's and one for the page");
      assert.equal(await words(overlay(page, "check")), "Signed in");
    });
  }

  handoff("prints the reason when the phone refuses", [SCREEN], async (screen) => {
    const { page } = screen;
    const printed = [];
    page.on("console", (message) => printed.push(message.text()));
    const links = watchLinks(page);
    await openReferencePage(page);
    const phone = new Phone(await signUp());
    await phone.claim(await links.newest());
    assert.equal((await phone.deny()).status, 200);
    await overlay(page, "reload").waitFor();
    assert.ok(printed.includes("Keyri error: The sign-in was refused on the phone"), printed.join("\n"));
    const [failure, ...more] = await failures(page);
    assert.deepEqual(more, []);
    assert.equal(failure.type, "session_denied");
    assert.equal(failure.code, "access_denied");
    assert.deepEqual(await successes(page), []);
  });

  handoff("draws a new code by itself, and says when nobody decided", [SCREEN], async (screen) => {
    const { page } = screen;
    const appKey = await newApplication({
      timings: { rotate_ms: 5000, unscanned_ms: 10000, decide_ms: 10000 },
    });
    const links = watchLinks(page);
    await eventuallyShows(page, appKey);
    const first = await links.newest();
    const second = await links.newest(2);
    assert.notEqual(second, first);
    assert.equal(new URL(second).searchParams.get("h"), new URL(first).searchParams.get("h"));
    assert.deepEqual([...new URL(second).searchParams.keys()], ["sessionId", "h", "v"]);

    const phone = new Phone(await signUp(), appKey);
    assert.equal((await phone.claim(second)).status, 200);
    await overlay(page, "check").waitFor();
    await overlay(page, "reload").waitFor();
    await screen.photograph("qr-14-widget-expired");
    assert.deepEqual(await failures(page), [], "an end by time is no error");
    assert.equal((await phone.approve("{}")).json.code, "session_expired");
    const before = links.count;
    await widget(page).locator("#qr-lay-over").focus();
    await page.keyboard.press("Enter");
    const renewed = await links.newest(before + 1);
    assert.notEqual(new URL(renewed).searchParams.get("h"), new URL(first).searchParams.get("h"));
  });

  handoff("unwraps what Android wraps, and gives the device beside it", [SCREEN], async (screen) => {
    const { page } = screen;
    const links = watchLinks(page);
    await openReferencePage(page);
    const session = await signUp();
    const phone = new Phone(session);
    await phone.claim(await links.newest());
    await phone.approve(JSON.stringify({ payload: await phone.fork(), deviceId: "abc" }));
    await page.waitForFunction(() => globalThis.signIns.length === 1);
    assert.deepEqual(await page.evaluate(() => Promise.all(globalThis.signIns)), [session.email]);
    assert.equal((await successes(page))[0].deviceId, "abc");
  });
});

describe("the widget alone", () => {
  handoff("does not run outside a frame of its own origin", [SCREEN], async (screen) => {
    await screen.page.goto(`${url}/KeyriQR.html`);
    await screen.page.locator("#qr-lay-over.bad").waitFor();
    await screen.photograph("qr-15-widget-not-framed");
    const { headers } = await send("GET", "/KeyriQR.html");
    assert.equal(headers["x-frame-options"], "SAMEORIGIN");
    assert.equal(headers["cache-control"], "no-store");
    assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'self';/);
  });

  handoff("a script that was changed on the way does not run", [SCREEN], async (screen) => {
    const { page } = screen;
    await page.route("**/qr-bridge/widget.*.js", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${await answer.text()}\n/* changed */` });
    });
    await openReferencePage(page);
    await page.waitForTimeout(500);
    assert.equal(await widget(page).locator("#qr-target svg").count(), 0);
    assert.match(screen.takeErrors().join("\n"), /integrity/);
  });

  handoff("opens both published vectors", [SCREEN], async (screen) => {
    const { page } = screen;
    const frame = await (await fetch(`${url}/KeyriQR.html`)).text();
    const [, path] = /src="\.(\/qr-bridge\/widget\.[0-9a-f]+\.js)"/.exec(frame);
    const script = await (await fetch(url + path)).text();
    await page.route("**/vectors", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: '<!doctype html><link rel="icon" href="data:,"><div id="qr-target"></div><button id="qr-lay-over"></button><p id="qr-status"></p>',
      }),
    );
    await page.goto(`${url}/vectors`);
    await page.addScriptTag({
      content: script.replace(
        /\}\)\(\);\s*$/,
        "globalThis.widget = { openSealed, bytesOf, base64url, sha256, newPageKey }; })();",
      ),
    });
    assert.deepEqual(await page.evaluate(openVectors), [
      "HVb4t9InFCELCPiyQS6XNUIQODQo-sJcyt2T-abWTBg",
      '{"refreshToken":"rt-123"}',
      '{"refreshToken":"rt-123"}',
      '{"refreshToken":"rt-123"}',
      "refused",
    ]);
  });
});

/** Runs in the page, with the widget's own code. */
async function openVectors() {
  const { openSealed, bytesOf, base64url, sha256 } = globalThis.widget;
  const point = bytesOf(
    "BNG-lqv2tURx9txrUJ2VFaSKa-o5UrLXPI30PJSjFKb1sLX2Tz1Fx_l1tHU_Qg0OqPAkXh9_dXYtjKtWeBnt6Tg",
  );
  const hex = "31497c66f63b82b7d8f491defc4e4398fac81761516f3b470b60ef73aedaffac";
  const d = base64url(Uint8Array.from(hex.match(/../g), (byte) => Number.parseInt(byte, 16)));
  const secret = await crypto.subtle.importKey(
    "jwk",
    {
      kty: "EC",
      crv: "P-256",
      d,
      x: base64url(point.subarray(1, 33)),
      y: base64url(point.subarray(33)),
    },
    { name: "ECDH", namedCurve: "P-256" },
    false,
    ["deriveBits"],
  );
  const key = { secret, point };
  const count = (from, length) => base64url(Uint8Array.from({ length }, (_, i) => from + i));
  const v1 = (ciphertext) => ({
    publicKey:
      "BF8XRo3Icm_wrDa_47IB8BYqruexEcEZLRhJS3KeUvGK-PMMfz4I_w--E1p_O3Hv2TuxnsqDxL7YgVI2fHCPUtg",
    salt: count(0, 32),
    iv: count(0x10, 12),
    ciphertext,
  });
  const context = (sessionId) => ({ sessionId, origin: "https://app.example.com", appId: "app_demo" });
  const a = context("Zm9vYmFyLXNlc3Npb24taWQ");
  const b = context("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  const sealedB = v1("FSYnAOyHeIR6WO-7DgUZAysc7OTAoI0l-S_ZMvC-jioxVwLrIxyGeO8");
  return [
    base64url(await sha256(point)),
    await openSealed(key, v1("32bf63Opsgpf8rWFwYvnp25uWKFWFdBPX9QMqJr4MMT5fcaCNhMsBic"), "v1", a),
    await openSealed(key, sealedB, "v1", b),
    await openSealed(
      key,
      {
        publicKey:
          "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXxdGjchyb/CsNr/jsgHwFiqu57ERwRktGElLcp5S8Yr48wx/Pgj/D74TWn87ce/ZO7GeyoPEvtiBUjZ8cI9S2A==",
        salt: "AAECAwQFBgcICQoL",
        iv: "EBESExQVFhcYGRob",
        ciphertext: "UeN9xIwskKkPDCcxQjesO3WbDo5v+RMUUqRRXFn84V8E+qu6eNhvRZA=",
      },
      "keyri",
      b,
    ),
    await openSealed(key, sealedB, "v1", a).catch(() => "refused"),
  ];
}
