import type { SupabaseClient } from "@supabase/supabase-js";
import { PasskeyAutofill } from "./autofill.ts";
import { element, whileBusy } from "./elements.ts";
import { complete, emailProblem, reset } from "./forms.ts";
import { clearMessages, showFailure } from "./messages.ts";
import { supportsPasskeys } from "./project.ts";
import { QrSignIn } from "./qrSignIn.ts";
import { addView, currentView } from "./views.ts";

/** Sign-in by passkey (button and autofill), by password and by a phone that scans a code. */
export function wireSignIn(client: SupabaseClient): void {
  const form = element<HTMLFormElement>("sign-in-form");
  const passkey = element<HTMLButtonElement>("sign-in-passkey");
  const submit = element<HTMLButtonElement>("sign-in-submit");
  const autofill = new PasskeyAutofill(client, (error) => showFailure(error, "passkey"));

  const qr = new QrSignIn(client);

  addView("sign-in", {
    enter: () => {
      autofill.start();
      qr.show();
    },
    leave: () => {
      qr.hide();
      void autofill.stop();
      reset(form);
    },
  });

  if (!supportsPasskeys()) {
    passkey.disabled = true;
    element("passkey-unsupported").hidden = false;
  }

  passkey.addEventListener("click", () => {
    clearMessages();
    void whileBusy(passkey, "Waiting for your passkey…", async () => {
      await autofill.stop();
      document.body.dataset["door"] = "knock";
      const error = await signInWithPasskey(client);
      if (error && currentView() === "sign-in") {
        document.body.dataset["door"] = "closed";
        showFailure(error, "passkey");
        autofill.start();
      }
    });
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearMessages();
    const ready = complete([
      { id: "sign-in-email", problem: emailProblem },
      { id: "sign-in-password", problem: (value) => (value ? null : "Enter your password.") },
    ]);
    if (!ready) {
      return;
    }
    const fields = new FormData(form);
    void whileBusy(submit, "Signing in…", async () => {
      const { error } = await client.auth.signInWithPassword({
        email: String(fields.get("email")).trim(),
        password: String(fields.get("password")),
      });
      if (error) {
        showFailure(error, "password");
      }
    });
  });
}

/** The error of the ceremony, if any; a browser that rejects the options counts as one too. */
async function signInWithPasskey(client: SupabaseClient): Promise<unknown> {
  try {
    const { error } = await client.auth.signInWithPasskey();
    return error;
  } catch (error) {
    return error;
  }
}
