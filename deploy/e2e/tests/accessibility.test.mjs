import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import axe from "axe-core";
import { freshEmail, PASSWORD } from "../lib/accounts.mjs";
import { openBrowser, Visitor } from "../lib/browser.mjs";
import { url } from "../lib/stack.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

async function assertAccessible(page, place) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }),
    RULES,
  );
  const found = violations.map(
    ({ id, nodes }) => `${place}: ${id} at ${nodes.map(({ target }) => target).join(", ")}`,
  );
  assert.deepEqual(found, []);
}

describe("every view of the demo site meets WCAG 2.2 AA", () => {
  for (const device of [
    { width: 1280, height: 800 },
    { width: 1280, height: 800, colorScheme: "dark" },
    { width: 390, height: 844 },
    { width: 390, height: 844, colorScheme: "dark" },
  ]) {
    it(`at ${device.width} px, ${device.colorScheme ?? "light"}`, async () => {
      const visitor = await Visitor.arrive(browser, device);
      const { page } = visitor;
      await page.goto(url);
      await page.waitForSelector("#view-sign-in:not([hidden])");
      await assertAccessible(page, "sign-in");
      await page.click("#sign-in-submit");
      await assertAccessible(page, "sign-in with complaints");
      await page.click("#to-sign-up");
      await assertAccessible(page, "sign-up");
      const email = freshEmail();
      await page.fill("#sign-up-email", email);
      await page.fill("#sign-up-password", PASSWORD);
      await page.click("#sign-up-submit");
      await page.waitForSelector("#passkey-empty:not([hidden])");
      await assertAccessible(page, "account without passkeys");
      await visitor.touchesSensor(true);
      await page.click("#add-passkey");
      await page.waitForSelector("[data-testid=passkey]");
      await assertAccessible(page, "account with a passkey");
      await page.click("[data-testid=rename]");
      await assertAccessible(page, "renaming");
      await page.click("[data-testid=rename-cancel]");
      await page.click("[data-testid=delete]");
      await assertAccessible(page, "deleting");
      await page.click("#delete-cancel");
      await visitor.touchesSensor(false);
      await page.click("#sign-out-everywhere");
      await page.waitForSelector("#view-sign-in:not([hidden])");
      const forAnotherScreen = device.width > 390;
      assert.equal(await page.locator("#qr-frame").count(), forAnotherScreen ? 1 : 0);
      if (forAnotherScreen) {
        const frame = await (await page.waitForSelector("#qr-frame")).contentFrame();
        await frame.waitForSelector("#qr-target svg");
        await assertAccessible(frame, "the code");
      }
      await page.goto(`${url}/phone`);
      await page.waitForSelector("#view-signed-out:not([hidden])");
      await assertAccessible(page, "phone, signed out");
      await page.click("#to-sign-in");
      await page.waitForSelector("#view-sign-in:not([hidden])");
      await page.fill("#sign-in-email", email);
      await page.fill("#sign-in-password", PASSWORD);
      await page.click("#sign-in-submit");
      await page.waitForSelector("#view-scan:not([hidden])");
      await page.waitForSelector("#no-camera:not([hidden])");
      await assertAccessible(page, "phone, scanning");
      await page.evaluate(() => {
        document.querySelector("#view-scan").hidden = true;
        for (const id of ["view-confirm", "digits-field", "trust-field"]) {
          document.getElementById(id).hidden = false;
        }
      });
      await assertAccessible(page, "phone, asking");
      assert.ok(await fitsWidth(page), "nothing sticks out sideways");
      await visitor.leave();
    });
  }
});

function fitsWidth(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}
