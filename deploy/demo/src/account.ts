import type { Session, SupabaseClient } from "@supabase/supabase-js";
import { ago } from "./dates.ts";
import { element, whileBusy } from "./elements.ts";
import { showAccountFailure } from "./lostSession.ts";
import { clearMessages, showFailure, showStatus } from "./messages.ts";
import { PasskeyList } from "./passkeys.ts";
import { supportsPasskeys } from "./project.ts";
import { addView } from "./views.ts";

const METHODS: Readonly<Record<string, string>> = {
  passkey: "a passkey",
  password: "your password",
  otp: "a link from your mail",
};

/** The signed-in page: who you are, your passkeys, the ways out. */
export class Account {
  private readonly passkeys: PasskeyList;

  constructor(private readonly client: SupabaseClient) {
    this.passkeys = new PasskeyList(client);
    addView("account", {
      enter: () => void this.passkeys.refresh(),
      leave: () => this.passkeys.clear(),
    });
    const add = element<HTMLButtonElement>("add-passkey");
    if (!supportsPasskeys()) {
      add.disabled = true;
    }
    add.addEventListener("click", () => {
      clearMessages();
      void whileBusy(add, "Waiting for your device…", () => this.addPasskey()).then((added) => {
        if (added) {
          void this.passkeys.refresh();
          showStatus(`“${added}” is added. Sign out and try it.`);
        }
      });
    });
    this.wireSignOut("sign-out", "local");
    this.wireSignOut("sign-out-everywhere", "global");
  }

  /** Says whose session this is and, once the token is verified, how it began. */
  async describe(session: Session): Promise<void> {
    element("account-email").textContent = session.user.email ?? session.user.id;
    element("account-method").textContent = "";
    const { data } = await this.client.auth.getClaims();
    const begun = data?.claims.amr?.[0];
    if (typeof begun === "object") {
      const when = ago(new Date(begun.timestamp * 1000).toISOString());
      const how = METHODS[begun.method] ?? begun.method;
      element("account-method").textContent = `, with ${how}, ${when}`;
    }
  }

  /** The new passkey's name, or null after showing why there is none. */
  private async addPasskey(): Promise<string | null> {
    try {
      const { data, error } = await this.client.auth.registerPasskey();
      if (!error) {
        return data.friendly_name ?? "Passkey";
      }
      await showAccountFailure(this.client, error, "register");
    } catch (error) {
      showFailure(error, "register");
    }
    return null;
  }

  private wireSignOut(id: string, scope: "local" | "global"): void {
    const button = element<HTMLButtonElement>(id);
    button.addEventListener("click", () => {
      clearMessages();
      void whileBusy(button, "Signing out…", async () => {
        const { error } = await this.client.auth.signOut({ scope });
        if (error) {
          showFailure(error, "session");
        }
      });
    });
  }
}
