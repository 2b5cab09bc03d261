import type { SupabaseClient } from "@supabase/supabase-js";
import { element, whileBusy } from "./elements.ts";
import { complete, emailProblem, reset } from "./forms.ts";
import { clearMessages, showFailure, showStatus } from "./messages.ts";
import { addView, showView } from "./views.ts";

const SHORTEST_PASSWORD = 6;

/** Sign-up by e-mail and password, and the page that waits for the confirmation mail. */
export function wireSignUp(client: SupabaseClient): void {
  const form = element<HTMLFormElement>("sign-up-form");
  const submit = element<HTMLButtonElement>("sign-up-submit");
  const resend = element<HTMLButtonElement>("check-mail-resend");
  const address = element("check-mail-address");

  addView("sign-up", { leave: () => reset(form) });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearMessages();
    const ready = complete([
      { id: "sign-up-email", problem: emailProblem },
      { id: "sign-up-password", problem: passwordProblem },
    ]);
    if (!ready) {
      return;
    }
    const fields = new FormData(form);
    const email = String(fields.get("email")).trim();
    const name = String(fields.get("name")).trim();
    void whileBusy(submit, "Creating your account…", async () => {
      const { data, error } = await client.auth.signUp({
        email,
        password: String(fields.get("password")),
        options: { data: name ? { name } : {} },
      });
      if (error) {
        showFailure(error, "sign-up");
      } else if (!data.session) {
        address.textContent = email;
        showView("check-mail");
      }
    });
  });

  resend.addEventListener("click", () => {
    clearMessages();
    void whileBusy(resend, "Sending…", async () => {
      const { error } = await client.auth.resend({
        type: "signup",
        email: address.textContent ?? "",
      });
      if (error) {
        showFailure(error, "mail");
      } else {
        showStatus("Sent. It should be in the mailbox now.");
      }
    });
  });
}

function passwordProblem(value: string): string | null {
  if (!value) {
    return "Choose a password.";
  }
  return value.length < SHORTEST_PASSWORD
    ? `Use at least ${SHORTEST_PASSWORD} characters.`
    : null;
}
