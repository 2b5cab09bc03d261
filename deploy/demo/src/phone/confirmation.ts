import type { SupabaseClient } from "@supabase/supabase-js";
import { exact } from "../dates.ts";
import { element, whileBusy } from "../elements.ts";
import type { Project } from "../project.ts";
import { HandoffError, type Bridge, type Claim } from "./bridge.ts";
import type { HandoffLink } from "./link.ts";
import { seal } from "./seal.ts";
import {
  copySession,
  currentSession,
  forkSession,
  listSessions,
  verifyUser,
  type Payload,
} from "./session.ts";
import { showPhoneView } from "./view.ts";
import { handoffSentence } from "./words.ts";

/** How the question ended. */
export interface Answers {
  /** @param before the sessions there were before the page got one */
  delivered(before: ReadonlySet<string>): void;
  refused(): void;
  failed(failure: unknown): void;
}

/** `?mode=copy` shows the way third-party phones go: they hand on their own session. */
const COPIES = new URLSearchParams(location.search).get("mode") === "copy";

/** Shows what is about to be signed in and carries the answer to the bridge. */
export class Confirmation {
  private claim: Claim | null = null;
  private link: HandoffLink | null = null;
  private clock: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly project: Project,
    private readonly client: SupabaseClient,
    private readonly bridge: Bridge,
    private readonly answers: Answers,
  ) {
    const approve = element<HTMLButtonElement>("approve");
    const refuse = element<HTMLButtonElement>("refuse");
    element("confirm-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.digitsReady()) {
        refuse.disabled = true;
        void whileBusy(approve, "One moment…", () => this.approve()).finally(() => {
          refuse.disabled = false;
        });
      }
    });
    refuse.addEventListener("click", () => {
      approve.disabled = true;
      void whileBusy(refuse, "Refusing…", () => this.refuse()).finally(() => {
        approve.disabled = false;
      });
    });
  }

  /** Puts the question, or says that the answer is no. */
  ask(claim: Claim, link: HandoffLink): void {
    this.claim = claim;
    this.link = link;
    if (claim.risk.status === "deny") {
      this.block(claim);
      return;
    }
    element("confirm-title").textContent = `Sign in to ${claim.app.name} there?`;
    element("fact-site").textContent = new URL(claim.origin).host;
    element("fact-browser").textContent = claim.template.userAgent.name;
    element("issue-browser").textContent = claim.template.userAgent.issue;
    element("fact-place").textContent = placeOf(claim);
    element("issue-place").textContent = claim.template.widget.issue;
    const time = element<HTMLTimeElement>("fact-time");
    const now = new Date().toISOString();
    time.dateTime = now;
    time.textContent = exact(now);
    const digits = element<HTMLInputElement>("digits");
    digits.value = "";
    digits.removeAttribute("aria-invalid");
    element("digits-error").textContent = "";
    element("digits-field").hidden = claim.verification.mode !== "enter";
    element<HTMLInputElement>("trust").checked = false;
    element("trust-field").hidden = !claim.browser.isNew;
    showPhoneView("confirm");
    this.countDown(claim);
  }

  private block(claim: Claim): void {
    element("blocked-lede").textContent = claim.template.message;
    const facts = element("blocked-facts");
    facts.replaceChildren(
      fact("Site", new URL(claim.origin).host),
      fact("Browser", claim.template.userAgent.name, claim.template.userAgent.issue),
      fact("Place", placeOf(claim), claim.template.widget.issue),
    );
    showPhoneView("blocked");
    this.bridge.deny(claim, "not_me").catch((failure: unknown) => {
      console.info("The refusal did not arrive; the code expires by itself:", failure);
    });
  }

  private countDown(claim: Claim): void {
    clearInterval(this.clock);
    const tick = () => {
      const seconds = Math.max(0, Math.round((claim.decideBy - Date.now()) / 1000));
      element("time-left").textContent =
        seconds > 0 ? `You can answer for another ${seconds} seconds.` : "The time is over.";
      if (seconds === 0) {
        clearInterval(this.clock);
      }
    };
    tick();
    this.clock = setInterval(tick, 1000);
  }

  private digitsReady(): boolean {
    const field = element<HTMLInputElement>("digits");
    const missing = !element("digits-field").hidden && !/^\d{2}$/.test(field.value);
    field.toggleAttribute("aria-invalid", missing);
    if (missing) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
    element("digits-error").textContent = missing ? "Type the two digits you see there." : "";
    return !missing;
  }

  private async approve(): Promise<void> {
    const { claim, link } = this;
    if (!claim || !link) {
      return;
    }
    try {
      const session = await currentSession(this.client);
      await verifyUser(this.project, session);
      const before = new Set((await listSessions(this.project, session)).map(({ id }) => id));
      const payload: Payload = COPIES
        ? copySession(session)
        : await forkSession(
            this.project,
            session,
            link.keyHash,
            `${claim.template.userAgent.name}, by QR code`,
          );
      const sealed = await seal(JSON.stringify(payload), claim);
      const digits = element("digits-field").hidden
        ? null
        : element<HTMLInputElement>("digits").value;
      const trust = element<HTMLInputElement>("trust").checked;
      await this.bridge.approve(claim, sealed, digits, trust);
      this.end();
      this.answers.delivered(before);
    } catch (failure) {
      this.recover(failure);
    }
  }

  private async refuse(): Promise<void> {
    if (!this.claim) {
      return;
    }
    try {
      await this.bridge.deny(this.claim, "user");
      this.end();
      this.answers.refused();
    } catch (failure) {
      this.end();
      this.answers.failed(failure);
    }
  }

  /** A prompt that was closed or a wrong digit is no end: the question stays. */
  private recover(failure: unknown): void {
    const retry =
      !(failure instanceof HandoffError) ||
      failure.code === "verification_failed" ||
      failure.code === "other_user";
    if (!retry) {
      this.end();
      this.answers.failed(failure);
      return;
    }
    const sentence = handoffSentence(failure);
    element("alert").hidden = sentence === null;
    element("alert").textContent = sentence;
    element("alert").scrollIntoView({ block: "nearest" });
  }

  private end(): void {
    clearInterval(this.clock);
    this.claim = null;
    this.link = null;
  }
}

function placeOf(claim: Claim): string {
  const { city, country, ip } = claim.browser;
  const place = [city, country].filter(Boolean).join(", ");
  const where = place || (claim.risk.sameNetwork ? "The network this phone is on" : "Unknown");
  return `${where} (${ip.replace(/^0(:0){6}:/, "::")})`;
}

function fact(name: string, value: string, issue = ""): HTMLElement {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  term.textContent = name;
  const detail = document.createElement("dd");
  const note = document.createElement("span");
  note.className = "issue";
  note.textContent = issue;
  detail.append(value, note);
  row.append(term, detail);
  return row;
}
