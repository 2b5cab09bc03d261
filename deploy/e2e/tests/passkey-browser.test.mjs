import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freshEmail, PASSWORD } from "../lib/accounts.mjs";
import { openBrowser, Visitor } from "../lib/browser.mjs";
import { auth, url } from "../lib/stack.mjs";

const VERIFY = "/auth/v1/passkeys/authentication/verify";
const OPTIONS = "/auth/v1/passkeys/authentication/options";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** Runs `visit` with a fresh visitor and fails it for any error the page logged that isn't expected. */
function visit(name, device, run) {
  it(name, async () => {
    const visitor = await Visitor.arrive(browser, device);
    try {
      await run(visitor, visitor.page);
      assert.deepEqual(visitor.takeErrors(), []);
    } finally {
      await visitor.leave();
    }
  });
}

async function open(page, path = "/") {
  await page.goto(`${url}${path}`);
  await view(page, "sign-in");
}

const view = (page, name) => page.waitForSelector(`#view-${name}:not([hidden])`);
const text = (page, selector) =>
  page.locator(selector).innerText().then((words) => words.replaceAll(/\s+/g, " ").trim());
const failedLoad = (status) =>
  new RegExp(`^error: Failed to load resource: the server responded with a status of ${status} `);

function assertErrors(visitor, ...expected) {
  const errors = visitor.takeErrors();
  assert.equal(errors.length, expected.length, errors.join("\n"));
  expected.forEach((pattern, index) => assert.match(errors[index], pattern));
}

async function signUp(page, email = freshEmail()) {
  await page.click("#to-sign-up");
  await page.fill("#sign-up-email", email);
  await page.fill("#sign-up-password", PASSWORD);
  await page.click("#sign-up-submit");
  await view(page, "account");
  return email;
}

async function addPasskey(visitor) {
  await visitor.touchesSensor(true);
  await visitor.page.click("#add-passkey");
  await visitor.page.waitForSelector("[data-testid=passkey]");
  assert.equal(await visitor.passkeysOnDevice(), 1);
}

/** Deletes the only passkey of the signed-in user without the page's knowledge. */
async function deleteElsewhere(page) {
  const bearer = await accessToken(page);
  const [passkey] = (await auth("GET", "/passkeys", { bearer })).json;
  const deleted = await auth("DELETE", `/passkeys/${passkey.id}`, { bearer });
  assert.equal(deleted.status, 204);
}

const accessToken = (page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem("sb-localhost-auth-token")).access_token);

async function signOut(visitor) {
  await visitor.page.click("#sign-out");
  await view(visitor.page, "sign-in");
  assert.equal(await text(visitor.page, "#status"), "You're signed out.");
}

function pressPasskeyButton(visitor) {
  return visitor.answerTo(VERIFY, () => visitor.page.click("#sign-in-passkey"));
}

describe("a person with a passkey", () => {
  for (const device of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
    { width: 1280, height: 800, colorScheme: "dark" },
    { width: 390, height: 844, colorScheme: "dark" },
  ]) {
    const { width, colorScheme = "light" } = device;
    visit(`signs up, registers it, signs in, renames and deletes it (${width} px, ${colorScheme})`, device, async (visitor, page) => {
      await open(page);
      await visitor.photograph("1-sign-in");

      await page.click("#to-sign-up");
      await view(page, "sign-up");
      await page.click("#sign-up-submit");
      assert.equal(await text(page, "#sign-up-email-error"), "Enter your e-mail address.");
      assert.equal(await text(page, "#sign-up-password-error"), "Choose a password.");
      assert.equal(await page.evaluate(() => document.activeElement.id), "sign-up-email");
      await visitor.photograph("2-sign-up-incomplete");
      const email = freshEmail();
      await page.fill("#sign-up-name", "Ada");
      await page.fill("#sign-up-email", email);
      await page.fill("#sign-up-password", PASSWORD);
      await visitor.photograph("3-sign-up");
      await page.click("#sign-up-submit");

      await view(page, "account");
      assert.equal(await text(page, "#account-email"), email);
      await page.waitForSelector("#passkey-empty:not([hidden])");
      await page.waitForFunction(() => document.querySelector("#account-method").textContent);
      assert.equal(await text(page, "#account-method"), ", with your password, just now");
      await visitor.photograph("4-account-without-passkey");

      await addPasskey(visitor);
      assert.equal(await text(page, "[data-testid=passkey-name]"), "Passkey");
      assert.equal(await text(page, "[data-testid=passkey-used]"), "Not used yet");
      await page.waitForSelector("#status:not([hidden])");
      await visitor.photograph("5-account-with-passkey");

      await signOut(visitor);
      assert.equal((await pressPasskeyButton(visitor)).status(), 200);
      await view(page, "account");
      await page.waitForFunction(() => document.querySelector("#account-method").textContent);
      assert.equal(await text(page, "#account-method"), ", with a passkey, just now");
      await page.waitForSelector("[data-testid=passkey-used] time");
      assert.equal(await text(page, "[data-testid=passkey-used]"), "Last used just now");
      const used = await page.getAttribute("[data-testid=passkey-used] time", "datetime");
      assert.ok(Date.now() - Date.parse(used) < 60_000, used);
      await visitor.photograph("6-account-after-passkey");

      await page.click("[data-testid=rename]");
      await visitor.photograph("7-rename");
      await page.fill("[data-testid=rename-input]", "Ada's laptop");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#status:not([hidden])");
      assert.equal(await text(page, "[data-testid=passkey-name]"), "Ada's laptop");
      await page.reload();
      await page.waitForSelector("[data-testid=passkey]");
      assert.equal(await text(page, "[data-testid=passkey-name]"), "Ada's laptop");

      await page.click("[data-testid=delete]");
      assert.equal(await text(page, "#delete-name"), "Ada's laptop");
      await visitor.photograph("8-delete");
      await page.click("#delete-cancel");
      assert.equal(await page.locator("[data-testid=passkey]").count(), 1);
      await page.click("[data-testid=delete]");
      await page.click("#delete-confirm");
      await page.waitForSelector("#passkey-empty:not([hidden])");
      assert.equal(await text(page, "#status"), "“Ada's laptop” is deleted.");

      assert.equal(await visitor.passkeysOnDevice(), 0, "the device was told that it is gone");

      await addPasskey(visitor);
      await deleteElsewhere(page);
      await signOut(visitor);
      assert.equal(await visitor.passkeysOnDevice(), 1, "the device still offers it");
      assert.deepEqual(visitor.takeErrors(), []);
      const refusal = await pressPasskeyButton(visitor);
      assert.equal(refusal.status(), 400);
      assert.equal((await refusal.json()).code, "webauthn_verification_failed");
      await page.waitForSelector("#alert:not([hidden])");
      assert.equal(
        await text(page, "#alert"),
        "This passkey doesn't open any account here: it may have been deleted. Sign in with your password, then add a new one.",
      );
      assert.equal(await visitor.passkeysOnDevice(), 0, "the device was told that it is unknown");
      await visitor.photograph("9-deleted-passkey-refused");
      assertErrors(visitor, failedLoad(400));
    });
  }

  const withAutofill = { autofill: true };

  visit("signs in from the autofill list without pressing anything", withAutofill, async (visitor, page) => {
    await open(page);
    assert.match(await page.getAttribute("#sign-in-email", "autocomplete"), /\bwebauthn\b/);
    const email = await signUp(page);
    await addPasskey(visitor);
    await page.evaluate(() => globalThis.ceremonies.splice(0));

    const answer = await visitor.answerTo(VERIFY, () => page.click("#sign-out"));

    assert.equal(answer.status(), 200);
    await page.getByText(", with a passkey, just now").waitFor();
    assert.equal(await text(page, "#account-email"), email);
    assert.deepEqual(await visitor.ceremonies(), [["conditional", "done"]]);
  });

  visit("presses the button, which takes over from the autofill list", withAutofill, async (visitor, page) => {
    await open(page);
    await page.waitForFunction(() => globalThis.ceremonies.length === 1);

    await page.click("#sign-in-passkey");

    await page.waitForFunction(() => globalThis.ceremonies.length === 2);
    assert.deepEqual(await visitor.ceremonies(), [
      ["conditional", "AbortError"],
      ["modal", "pending"],
    ]);
  });

  visit("gets a fresh challenge when the page was left open", withAutofill, async (visitor, page) => {
    let issued = 0;
    await page.route(`**${OPTIONS}`, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      issued += 1;
      const soon = Math.floor(Date.now() / 1000) + 31;
      await route.fulfill({ response: answer, json: issued > 2 ? body : { ...body, expires_at: soon } });
    });
    await open(page);

    await page.waitForResponse(() => issued >= 3);

    assert.equal(await page.isVisible("#view-sign-in"), true);
    assert.equal(await page.isVisible("#alert"), false);
  });

  visit("is told when the prompt was closed", {}, async (visitor, page) => {
    await open(page);
    await page.evaluate(() => {
      navigator.credentials.get = () =>
        Promise.reject(new DOMException("closed", "NotAllowedError"));
    });

    await page.click("#sign-in-passkey");

    await page.waitForSelector("#alert:not([hidden])");
    assert.equal(
      await text(page, "#alert"),
      "No passkey was used: the prompt was closed or ran out of time. Try again, or use your password.",
    );
  });

  visit("is told that this device is registered already", {}, async (visitor, page) => {
    await open(page);
    await signUp(page);
    await addPasskey(visitor);
    const refused = /holds a passkey for your account/;

    for (let attempt = 0; attempt < 20; attempt++) {
      await page.click("#add-passkey");
      await page.waitForSelector("#add-passkey:not([aria-busy])");
      if (refused.test(await page.locator("#alert").textContent())) {
        break;
      }
    }

    assert.match(await text(page, "#alert"), refused);
  });

  visit("is signed out here when the session was ended elsewhere", {}, async (visitor, page) => {
    await open(page);
    await signUp(page);
    const token = await accessToken(page);
    const ended = await fetch(`${url}/auth/v1/logout`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(ended.status, 204);

    await page.reload();

    await view(page, "sign-in");
    assert.equal(await text(page, "#status"), "You're signed out.");
    visitor.takeErrors().forEach((error) => assert.match(error, failedLoad(403)));
  });
});

describe("somebody without a passkey", () => {
  visit("signs in with the password, and is told when it's wrong", {}, async (visitor, page) => {
    await open(page);
    const email = await signUp(page);
    await signOut(visitor);
    await page.fill("#sign-in-email", email);
    await page.fill("#sign-in-password", "not the password");
    await page.click("#sign-in-submit");
    await page.waitForSelector("#alert:not([hidden])");
    assert.equal(
      await text(page, "#alert"),
      "That e-mail and password don't go together. Check both, or create an account.",
    );
    await visitor.photograph("10-wrong-password");
    assertErrors(visitor, failedLoad(400));

    await page.fill("#sign-in-password", PASSWORD);
    await page.keyboard.press("Enter");

    await view(page, "account");
    assert.equal(await text(page, "#account-email"), email);
  });

  visit("is told that the address is taken", {}, async (visitor, page) => {
    await open(page);
    const email = await signUp(page);
    await signOut(visitor);
    await page.click("#to-sign-up");
    await page.fill("#sign-up-email", email);
    await page.fill("#sign-up-password", PASSWORD);
    await page.click("#sign-up-submit");
    await page.waitForSelector("#alert:not([hidden])");
    assert.equal(
      await text(page, "#alert"),
      "There already is an account with this address. Sign in instead.",
    );
    assertErrors(visitor, failedLoad(422));
  });

  visit("is sent to the mailbox when the address must be confirmed", {}, async (visitor, page) => {
    await page.route("**/auth/v1/signup", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: (await answer.json()).user });
    });
    await open(page);
    await page.click("#to-sign-up");
    const email = freshEmail();
    await page.fill("#sign-up-email", email);
    await page.fill("#sign-up-password", PASSWORD);
    await page.click("#sign-up-submit");

    await view(page, "check-mail");
    assert.equal(await text(page, "#check-mail-address"), email);
    assert.equal(await page.getAttribute("#check-mail-mailbox", "href"), "/mailbox");
    await visitor.photograph("11-check-mail");
  });

  visit("is told what a stale mail link means", {}, async (visitor, page) => {
    await open(
      page,
      "/#error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid",
    );
    await page.waitForSelector("#alert:not([hidden])");
    assert.match(await text(page, "#alert"), /^That link has expired or was used before\./);
    assert.ok(!page.url().includes("error_code"));
    visitor.takeErrors();
  });

  visit("is told when the server can't be reached", {}, async (visitor, page) => {
    await open(page);
    await page.route("**/auth/v1/token**", (route) => route.abort());
    await page.fill("#sign-in-email", freshEmail());
    await page.fill("#sign-in-password", PASSWORD);
    await page.click("#sign-in-submit");
    await page.waitForSelector("#alert:not([hidden])");
    assert.match(await text(page, "#alert"), /^The server can't be reached\./);
    visitor.takeErrors();
  });

  visit("can try again when the page doesn't find its server", {}, async (visitor, page) => {
    await page.route("**/postern.json", (route) => route.fulfill({ status: 503, body: "" }));
    await page.goto(url);
    await view(page, "unreachable");
    await visitor.photograph("12-unreachable");
    await page.unroute("**/postern.json");
    await page.click("#unreachable-retry");
    await view(page, "sign-in");
    visitor.takeErrors();
  });

  visit("is sent to the site's name when coming by address", {}, async (visitor, page) => {
    await page.goto(url.replace("localhost", "127.0.0.1"));
    await view(page, "elsewhere");
    assert.match(await text(page, "#view-elsewhere"), /don't create passkeys for a numeric address/);
    await visitor.photograph("13-by-address");
    await page.click("#elsewhere-link");
    await view(page, "sign-in");
    assert.ok(page.url().startsWith(url));
  });
});

describe("with the keyboard alone", () => {
  visit("somebody signs up, and always sees where they are", {}, async (visitor, page) => {
    const focused = () => page.evaluate(() => document.activeElement.id);
    const press = async (key) => {
      await page.keyboard.press(key);
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { outlineStyle, width: Number.parseFloat(outlineWidth) };
      });
      const place = await focused();
      if (!place.endsWith("-title") && place) {
        assert.equal(outline.outlineStyle, "solid", `${place} shows no focus`);
        assert.ok(outline.width >= 2, `${place} shows no focus`);
      }
      return place;
    };
    const tabTo = async (id) => {
      const passed = [];
      for (let step = 0; step < 15; step++) {
        passed.push(await press("Tab"));
        if (passed.at(-1) === id) {
          return;
        }
      }
      assert.fail(`#${id} isn't reached by Tab: ${passed}`);
    };

    await open(page);
    await tabTo("to-sign-up");
    await page.keyboard.press("Enter");
    await view(page, "sign-up");
    assert.equal(await focused(), "sign-up-title", "the new view's heading has the focus");
    await tabTo("sign-up-name");
    await page.keyboard.type("Ada");
    await tabTo("sign-up-email");
    await page.keyboard.type(freshEmail());
    await tabTo("sign-up-password");
    await page.keyboard.type(PASSWORD);
    await press("Tab");
    await page.keyboard.press("Space");
    assert.equal(await page.getAttribute("#sign-up-password", "type"), "text");
    await page.keyboard.press("Space");
    await tabTo("sign-up-submit");
    await page.keyboard.press("Space");
    await view(page, "account");

    await visitor.touchesSensor(true);
    await tabTo("add-passkey");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-testid=passkey]");
    await page.waitForSelector("#add-passkey:not([aria-busy])");
    await page.locator("[data-testid=rename]").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Escape");
    assert.equal(await text(page, "[data-testid=passkey-name]"), "Passkey");
    await page.keyboard.press("Enter");
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#status:not([hidden])");
    assert.equal(await text(page, "[data-testid=passkey-name]"), "By keyboard");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    assert.equal(await focused(), "delete-cancel", "the harmless answer has the focus");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("[data-testid=passkey]").count(), 1);
  });
});
