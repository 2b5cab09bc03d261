import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const SCREENSHOTS =
  process.env.POSTERN_SCREENSHOTS ??
  fileURLToPath(new URL("../target/screenshots", import.meta.url));

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function executable() {
  const candidates = [
    process.env.POSTERN_CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ].filter(Boolean);
  const found = candidates.find(existsSync);
  assert.ok(found, "no Chromium: install it or name it in POSTERN_CHROMIUM");
  return found;
}

/** Starts Chromium with a profile of its own. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
  await mkdir(SCREENSHOTS, { recursive: true });
  return browser;
}

/** What Chromium warns of when the view with the QR code is left before its socket is open. */
const LEFT_WHILE_CONNECTING = /^WebSocket connection to '[^']+\/qr\/v1\/ws' failed: WebSocket is closed before/;

/** Somebody at a device of a certain size, with a platform authenticator that knows them. */
export class Visitor {
  /**
   * @param {{width?: number, height?: number, colorScheme?: "light" | "dark", autofill?: boolean}} device
   *     with autofill, the page may offer passkeys in the e-mail field; the virtual authenticator takes
   *     such an offer at once while the sensor is touched
   */
  static async arrive(
    browser,
    { width = 1280, height = 800, colorScheme = "light", autofill = false } = {},
  ) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion: "reduce",
    });
    const visitor = new Visitor();
    visitor.context = context;
    visitor.page = await context.newPage();
    visitor.size = `${width}-${colorScheme}`;
    visitor.errors = [];
    await visitor.#listen();
    await visitor.page.addInitScript(recordCeremonies, autofill);
    visitor.cdp = await context.newCDPSession(visitor.page);
    await visitor.cdp.send("WebAuthn.enable");
    const { authenticatorId } = await visitor.cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: false,
      },
    });
    visitor.authenticatorId = authenticatorId;
    return visitor;
  }

  /** Whether the person touches the sensor as soon as the browser asks. */
  async touchesSensor(enabled) {
    await this.cdp.send("WebAuthn.setAutomaticPresenceSimulation", {
      authenticatorId: this.authenticatorId,
      enabled,
    });
  }

  /** The ceremonies the page began, as `[mediation, how it ended]`. */
  async ceremonies() {
    return this.page.evaluate(() => globalThis.ceremonies);
  }

  /** How many passkeys the device holds. */
  async passkeysOnDevice() {
    const { credentials } = await this.cdp.send("WebAuthn.getCredentials", {
      authenticatorId: this.authenticatorId,
    });
    return credentials.length;
  }

  /** Runs `action` and returns the answer to the request it leads to. */
  async answerTo(path, action) {
    const [response] = await Promise.all([
      this.page.waitForResponse((answer) => new URL(answer.url()).pathname === path),
      action(),
    ]);
    return response;
  }

  async photograph(name) {
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({
      path: join(SCREENSHOTS, `${name}-${this.size}.png`),
      fullPage: true,
    });
  }

  /** Errors the page logged or threw, and violations of its content policy. */
  takeErrors() {
    return this.errors.splice(0);
  }

  async leave() {
    await this.context.close();
  }

  async #listen() {
    this.page.on("console", (message) => {
      const told = message.type() === "error" || message.type() === "warning";
      if (told && !LEFT_WHILE_CONNECTING.test(message.text())) {
        this.errors.push(`${message.type()}: ${message.text()}`);
      }
    });
    this.page.on("pageerror", (error) => this.errors.push(`thrown: ${error.stack}`));
    await this.page.exposeFunction("reportViolation", (text) =>
      this.errors.push(`content policy: ${text}`),
    );
    await this.page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.reportViolation(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }
}

/** Runs in the page before its own scripts. */
function recordCeremonies(autofill) {
  if (!autofill) {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  }
  globalThis.ceremonies = [];
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = async (options) => {
    const ceremony = [options.mediation ?? "modal", "pending"];
    globalThis.ceremonies.push(ceremony);
    try {
      const credential = await get(options);
      ceremony[1] = "done";
      return credential;
    } catch (error) {
      ceremony[1] = error.name;
      throw error;
    }
  };
}
