import { element } from "./elements.ts";
import { clearMessages } from "./messages.ts";

export type ViewName =
  | "loading"
  | "unreachable"
  | "elsewhere"
  | "sign-in"
  | "sign-up"
  | "check-mail"
  | "account";

const TITLES: Readonly<Record<ViewName, string>> = {
  loading: "Postern",
  unreachable: "The server isn't answering · Postern",
  elsewhere: "Open this page by its name · Postern",
  "sign-in": "Sign in · Postern",
  "sign-up": "Create your account · Postern",
  "check-mail": "Check your mail · Postern",
  account: "Your account · Postern",
};

/** What a view does when it comes on and goes off the screen. */
export interface View {
  enter?(): void;
  leave?(): void;
}

const views = new Map<ViewName, View>();
let current: ViewName = "loading";

export function addView(name: ViewName, view: View): void {
  views.set(name, view);
}

export function currentView(): ViewName {
  return current;
}

/** Puts one view on the screen, moves the focus to its heading and opens or shuts the door. */
export function showView(name: ViewName, { focus = true } = {}): void {
  if (name === current) {
    return;
  }
  views.get(current)?.leave?.();
  element(`view-${current}`).hidden = true;
  clearMessages();
  current = name;
  element(`view-${name}`).hidden = false;
  document.title = TITLES[name];
  document.body.dataset["view"] = name;
  document.body.dataset["door"] = name === "account" ? "open" : "closed";
  if (focus) {
    document.querySelector<HTMLElement>(`#view-${name} h1`)?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
  views.get(name)?.enter?.();
}
