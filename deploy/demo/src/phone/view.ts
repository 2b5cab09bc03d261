import { element } from "../elements.ts";
import { clearMessages } from "../messages.ts";

export type PhoneView =
  | "loading"
  | "signed-out"
  | "scan"
  | "confirm"
  | "blocked"
  | "done"
  | "refused"
  | "failed";

let current: PhoneView = "loading";

/** Puts one view on the screen and moves the focus to its heading. */
export function showPhoneView(name: PhoneView): void {
  clearMessages();
  element(`view-${current}`).hidden = true;
  current = name;
  element(`view-${name}`).hidden = false;
  document.body.dataset["view"] = name;
  document.body.dataset["door"] = name === "done" ? "open" : "closed";
  document.querySelector<HTMLElement>(`#view-${name} h1`)?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}
