import type { SupabaseClient } from "@supabase/supabase-js";
import { ago } from "../dates.ts";
import { element, part, whileBusy } from "../elements.ts";
import { showStatus } from "../messages.ts";
import type { Project } from "../project.ts";
import { currentSession, endSession, listSessions, type ListedSession } from "./session.ts";
import { handoffSentence } from "./words.ts";

/** Lists what was just signed in, each with the way to end it. */
export class WebSessions {
  private readonly list = element<HTMLUListElement>("web-sessions");

  constructor(
    private readonly project: Project,
    private readonly client: SupabaseClient,
  ) {}

  /** Shows the sessions that were not there before. */
  async showNew(before: ReadonlySet<string>): Promise<void> {
    this.list.replaceChildren();
    const sessions = await listSessions(this.project, await currentSession(this.client));
    const fresh = sessions.filter(({ id, current }) => !current && !before.has(id));
    this.list.replaceChildren(...fresh.map((session) => this.item(session)));
    this.list.hidden = fresh.length === 0;
  }

  private item(session: ListedSession): HTMLElement {
    const template = element<HTMLTemplateElement>("web-session");
    const item = (template.content.cloneNode(true) as DocumentFragment)
      .firstElementChild as HTMLElement;
    item.dataset["sessionId"] = session.id;
    const name = session.label ?? session.device ?? "Web session";
    part(item, "session-name").textContent = name;
    part(item, "session-since").textContent = `Signed in ${ago(session.created_at)}`;
    const revoke = part<HTMLButtonElement>(item, "revoke");
    revoke.setAttribute("aria-label", `Sign out ${name}`);
    revoke.addEventListener("click", () => {
      void whileBusy(revoke, "Ending…", () => this.revoke(item, session, name));
    });
    return item;
  }

  private async revoke(item: HTMLElement, session: ListedSession, name: string): Promise<void> {
    try {
      await endSession(this.project, await currentSession(this.client), session.id);
      item.remove();
      this.list.hidden = this.list.children.length === 0;
      showStatus(`“${name}” is signed out.`);
    } catch (failure) {
      element("alert").hidden = false;
      element("alert").textContent = handoffSentence(failure);
    }
  }
}
