import type { PasskeyListItem, SupabaseClient } from "@supabase/supabase-js";
import { ago, day, exact } from "./dates.ts";
import { element, part, whileBusy } from "./elements.ts";
import { showAccountFailure } from "./lostSession.ts";
import { clearMessages, showFailure, showStatus } from "./messages.ts";

const LONGEST_NAME = 120;

/** The account's passkeys: list, rename in place, delete after a question. */
export class PasskeyList {
  private readonly list = element<HTMLUListElement>("passkey-list");
  private readonly dialog = element<HTMLDialogElement>("delete-dialog");

  constructor(private readonly client: SupabaseClient) {}

  clear(): void {
    this.render([]);
    element("passkey-empty").hidden = true;
  }

  /** Loads the list from the server and shows it. */
  async refresh(): Promise<void> {
    const { data, error } = await this.client.auth.passkey.list();
    if (error) {
      await showAccountFailure(this.client, error, "manage");
    } else {
      this.render(data);
    }
  }

  private render(passkeys: readonly PasskeyListItem[]): void {
    this.list.replaceChildren(...passkeys.map((passkey) => this.item(passkey)));
    this.list.hidden = passkeys.length === 0;
    element("passkey-empty").hidden = passkeys.length > 0;
    const count = element("passkey-count");
    count.hidden = passkeys.length === 0;
    count.textContent = String(passkeys.length);
    const add = element("add-passkey");
    add.classList.toggle("button-primary", passkeys.length === 0);
    part(add, "add-label").textContent = passkeys.length ? "Add another passkey" : "Add a passkey";
  }

  private item(passkey: PasskeyListItem): HTMLElement {
    const template = element<HTMLTemplateElement>("passkey-item");
    const item = (template.content.cloneNode(true) as DocumentFragment)
      .firstElementChild as HTMLElement;
    item.dataset["passkeyId"] = passkey.id;
    const name = passkey.friendly_name ?? "Passkey";
    part(item, "passkey-name").textContent = name;
    const created = part<HTMLTimeElement>(item, "passkey-created");
    created.dateTime = passkey.created_at;
    created.textContent = day(passkey.created_at);
    this.describeUse(part(item, "passkey-used"), passkey.last_used_at);
    for (const action of ["rename", "delete"]) {
      const button = part(item, action);
      button.setAttribute("aria-label", `${button.textContent?.trim()} ${name}`);
    }
    part(item, "rename").addEventListener("click", () => this.editName(item, passkey));
    part(item, "delete").addEventListener("click", () => void this.askDelete(item, passkey));
    return item;
  }

  private describeUse(place: HTMLElement, lastUsedAt: string | undefined): void {
    if (!lastUsedAt) {
      place.textContent = "Not used yet";
      return;
    }
    const time = document.createElement("time");
    time.dateTime = lastUsedAt;
    time.title = exact(lastUsedAt);
    time.textContent = ago(lastUsedAt);
    place.replaceChildren("Last used ", time);
  }

  private editName(item: HTMLElement, passkey: PasskeyListItem): void {
    clearMessages();
    const form = part<HTMLFormElement>(item, "rename-form");
    const input = part<HTMLInputElement>(item, "rename-input");
    const save = part<HTMLButtonElement>(item, "rename-save");
    const close = () => {
      item.classList.remove("is-editing");
      form.hidden = true;
      part(item, "rename").focus();
    };
    item.classList.add("is-editing");
    form.hidden = false;
    input.value = passkey.friendly_name ?? "";
    input.setAttribute("aria-label", `New name for ${passkey.friendly_name ?? "this passkey"}`);
    input.select();
    part<HTMLButtonElement>(item, "rename-cancel").onclick = close;
    form.onkeydown = (event) => {
      if (event.key === "Escape") {
        close();
      }
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      const name = input.value.trim();
      const problem = nameProblem(name);
      if (problem) {
        showFailure({ code: "validation_failed", message: problem }, "manage");
        input.focus();
        return;
      }
      void whileBusy(save, "Saving…", () => this.rename(item, passkey, name));
    };
  }

  private async rename(item: HTMLElement, passkey: PasskeyListItem, name: string): Promise<void> {
    const { data, error } = await this.client.auth.passkey.update({
      passkeyId: passkey.id,
      friendlyName: name,
    });
    if (error) {
      await showAccountFailure(this.client, error, "manage");
      return;
    }
    const renamed = this.item(data);
    item.replaceWith(renamed);
    part(renamed, "rename").focus();
    showStatus(`Renamed to “${name}”.`);
  }

  private async askDelete(item: HTMLElement, passkey: PasskeyListItem): Promise<void> {
    clearMessages();
    element("delete-name").textContent = passkey.friendly_name ?? "This passkey";
    this.dialog.returnValue = "cancel";
    this.dialog.showModal();
    await new Promise((closed) => this.dialog.addEventListener("close", closed, { once: true }));
    if (this.dialog.returnValue !== "delete") {
      return;
    }
    const button = part<HTMLButtonElement>(item, "delete");
    const { error } = await whileBusy(button, "Deleting…", () =>
      this.client.auth.passkey.delete({ passkeyId: passkey.id }),
    );
    if (error) {
      await showAccountFailure(this.client, error, "manage");
      return;
    }
    await this.refresh();
    element("passkeys-title").focus();
    showStatus(`“${passkey.friendly_name ?? "Passkey"}” is deleted.`);
  }
}

function nameProblem(name: string): string | null {
  if (!name) {
    return "friendly_name is required";
  }
  return [...name].length > LONGEST_NAME ? "friendly_name must be 120 characters or less" : null;
}
