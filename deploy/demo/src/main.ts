import type { AuthChangeEvent, Session, SupabaseClient } from "@supabase/supabase-js";
import { Account } from "./account.ts";
import { element } from "./elements.ts";
import { wireRevealButtons } from "./forms.ts";
import { showFailure, showStatus } from "./messages.ts";
import { connect, isAtHome, loadProject, type Project } from "./project.ts";
import { drawScene } from "./scene.ts";
import { wireSignIn } from "./signIn.ts";
import { wireSignUp } from "./signUp.ts";
import { currentView, showView } from "./views.ts";

/** The failure a mail link brought back in the fragment, taken out of the address bar. */
function takeLinkFailure(): { code: string; message: string } | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const code = fragment.get("error_code");
  if (!code) {
    return null;
  }
  history.replaceState(null, "", location.pathname);
  return { code, message: fragment.get("error_description") ?? "" };
}

/** The page that sent somebody here to sign in; only one of ours. */
function takeNext(): string | null {
  return new URLSearchParams(location.search).get("next") === "/phone" ? "/phone" : null;
}

/** Shows the view of the address bar's fragment, as far as the session allows it. */
function route(session: Session | null): void {
  if (session) {
    showView("account");
  } else if (location.hash === "#/sign-up") {
    showView("sign-up");
  } else if (location.hash === "#/sign-in" || currentView() !== "check-mail") {
    showView("sign-in");
  }
}

function follow(client: SupabaseClient): void {
  const account = new Account(client);
  let session: Session | null = null;

  const onChange = (event: AuthChangeEvent, next: Session | null) => {
    const left = session !== null && next === null;
    const came = session === null && next !== null;
    session = next;
    const onward = takeNext();
    if (session && onward) {
      location.replace(onward);
      return;
    }
    if (session && location.hash !== "#/account") {
      history.replaceState(null, "", "#/account");
    }
    if (left) {
      history.replaceState(null, "", "#/sign-in");
    }
    // A session that a phone handed over begins with its refresh.
    if (session && (came || event !== "TOKEN_REFRESHED")) {
      void account.describe(session);
    }
    route(session);
    if (left) {
      showStatus("You're signed out.");
    }
  };
  // The client awaits its subscribers, so the work is left to the next task.
  client.auth.onAuthStateChange((event, next) => {
    setTimeout(() => onChange(event, next), 0);
  });
  addEventListener("hashchange", () => route(session));
}

async function open(): Promise<void> {
  const linkFailure = takeLinkFailure();
  let project: Project;
  try {
    project = await loadProject();
  } catch {
    element("unreachable-text").textContent =
      `Nothing useful came back from ${location.origin}. Check that the stack is up, then try again.`;
    showView("unreachable", { focus: false });
    return;
  }
  element("server-url").textContent = new URL(project.url).host;
  element("server").hidden = false;
  if (!isAtHome(project)) {
    element("elsewhere-here").textContent = location.host;
    const link = element<HTMLAnchorElement>("elsewhere-link");
    link.href = project.url;
    link.textContent = project.url;
    showView("elsewhere", { focus: false });
    return;
  }
  const client = connect(project);
  wireSignIn(client);
  wireSignUp(client);
  follow(client);
  if (linkFailure) {
    await client.auth.getSession();
    setTimeout(() => showFailure(linkFailure, "mail"), 0);
  }
}

drawScene(element<SVGSVGElement>("scene"));
wireRevealButtons();
element("unreachable-retry").addEventListener("click", () => location.reload());
void open();
