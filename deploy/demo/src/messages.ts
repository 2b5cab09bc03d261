import { element } from "./elements.ts";
import { sentenceFor, type Deed } from "./words.ts";

/** Shows the sentence for `error` and has screen readers say it at once. */
export function showFailure(error: unknown, deed: Deed): void {
  const sentence = sentenceFor(error, deed);
  clearMessages();
  if (sentence) {
    show("alert", sentence);
  }
}

/** Shows a sentence that isn't an error; screen readers say it when they are idle. */
export function showStatus(sentence: string): void {
  clearMessages();
  show("status", sentence);
}

export function clearMessages(): void {
  for (const id of ["alert", "status"]) {
    const box = element(id);
    box.hidden = true;
    box.textContent = "";
  }
}

function show(id: "alert" | "status", sentence: string): void {
  const box = element(id);
  box.hidden = false;
  box.textContent = sentence;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}
