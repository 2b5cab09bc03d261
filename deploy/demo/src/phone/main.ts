import type { Session, SupabaseClient } from "@supabase/supabase-js";
import { element } from "../elements.ts";
import { clearMessages } from "../messages.ts";
import { connect, loadProject, type Project } from "../project.ts";
import { drawScene } from "../scene.ts";
import { Bridge, HandoffError } from "./bridge.ts";
import { Camera } from "./camera.ts";
import { Confirmation } from "./confirmation.ts";
import { parseLink, type HandoffLink } from "./link.ts";
import { currentSession } from "./session.ts";
import { showPhoneView } from "./view.ts";
import { WebSessions } from "./webSessions.ts";
import { handoffSentence } from "./words.ts";

/** The code the phone was opened with survives a sign-in in between, in this tab only. */
const WAITING = "postern.handoff";

class PhonePage {
  private readonly camera = new Camera(element<HTMLVideoElement>("camera"));
  private readonly confirmation: Confirmation;
  private readonly bridge: Bridge;

  constructor(
    project: Project,
    private readonly client: SupabaseClient,
  ) {
    this.bridge = new Bridge(
      project,
      async () => (await currentSession(client)).access_token,
    );
    const sessions = new WebSessions(project, client);
    this.confirmation = new Confirmation(project, client, this.bridge, {
      delivered: (before) => {
        showPhoneView("done");
        void sessions.showNew(before);
      },
      refused: () => showPhoneView("refused"),
      failed: (failure) => this.fail(failure),
    });
    element("link-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.read(element<HTMLInputElement>("link").value);
    });
    for (const again of document.querySelectorAll(".again")) {
      again.addEventListener("click", () => this.scan());
    }
    element("blocked-close").addEventListener("click", () => this.scan());
  }

  /** Goes on with the code in the address bar, or asks for one. */
  async open(): Promise<void> {
    const opened = parseLink(location.href);
    if (opened) {
      sessionStorage.setItem(WAITING, location.href);
      // Neither the history nor a shared address may carry the code on.
      history.replaceState(null, "", location.pathname);
    }
    const { data } = await this.client.auth.getSession();
    if (!data.session) {
      showPhoneView("signed-out");
      return;
    }
    this.watch(data.session);
    const waiting = parseLink(sessionStorage.getItem(WAITING) ?? "");
    sessionStorage.removeItem(WAITING);
    if (waiting) {
      await this.claim(waiting);
    } else {
      this.scan();
    }
  }

  private scan(): void {
    showPhoneView("scan");
    element<HTMLInputElement>("link").value = "";
    element("finder").hidden = false;
    element("no-camera").hidden = true;
    this.camera
      .start((text) => this.read(text, true))
      .catch(() => {
        element("finder").hidden = true;
        element("no-camera").hidden = false;
      });
  }

  private read(text: string, seen = false): void {
    const link = parseLink(text);
    if (link) {
      this.camera.stop();
      void this.claim(link);
      return;
    }
    element("alert").hidden = false;
    element("alert").textContent = seen
      ? "That is another kind of code. Scan the one on the sign-in page."
      : "That isn't the link of a sign-in code. Copy it whole, or scan the code.";
  }

  private async claim(link: HandoffLink): Promise<void> {
    clearMessages();
    showPhoneView("loading");
    try {
      this.confirmation.ask(await this.bridge.claim(link), link);
    } catch (failure) {
      this.fail(failure);
    }
  }

  private fail(failure: unknown): void {
    if (failure instanceof HandoffError && failure.code === "invalid_token") {
      showPhoneView("signed-out");
      return;
    }
    element("failed-lede").textContent = handoffSentence(failure) ?? "It was called off.";
    showPhoneView("failed");
  }

  private watch(session: Session): void {
    const user = session.user.id;
    this.client.auth.onAuthStateChange((_, next) => {
      if (next?.user.id !== user) {
        this.camera.stop();
        showPhoneView("signed-out");
      }
    });
    addEventListener("pagehide", () => this.camera.stop());
  }
}

async function open(): Promise<void> {
  try {
    const project = await loadProject();
    await new PhonePage(project, connect(project)).open();
  } catch {
    element("failed-lede").textContent = "The server isn't answering. Reload this page in a moment.";
    showPhoneView("failed");
  }
}

drawScene(element<SVGSVGElement>("scene"));
void open();
