import { element } from "./elements.ts";

/** One field and the sentence to show under it when its value can't be sent. */
export interface Requirement {
  readonly id: string;
  readonly problem: (value: string) => string | null;
}

export const emailProblem = (value: string): string | null => {
  if (!value.trim()) {
    return "Enter your e-mail address.";
  }
  return /^[^\s@]+@[^\s@]+$/.test(value.trim())
    ? null
    : "That doesn't look like an e-mail address. Check it for typos.";
};

/** Marks what is missing, moves the focus to the first such field, and says whether all is well. */
export function complete(requirements: readonly Requirement[]): boolean {
  let first: HTMLInputElement | null = null;
  for (const { id, problem } of requirements) {
    const input = element<HTMLInputElement>(id);
    const sentence = problem(input.value);
    element(`${id}-error`).textContent = sentence ?? "";
    if (sentence) {
      input.setAttribute("aria-invalid", "true");
      first ??= input;
    } else {
      input.removeAttribute("aria-invalid");
    }
  }
  first?.focus();
  return first === null;
}

/** Empties the form and forgets its complaints. */
export function reset(form: HTMLFormElement): void {
  form.reset();
  for (const error of form.querySelectorAll(".field-error")) {
    error.textContent = "";
  }
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
  }
}

/** Lets each "Show" button turn its password field readable and back. */
export function wireRevealButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>(".reveal")) {
    const input = element<HTMLInputElement>(button.getAttribute("aria-controls") ?? "");
    button.addEventListener("click", () => {
      const visible = input.type === "password";
      input.type = visible ? "text" : "password";
      button.setAttribute("aria-pressed", String(visible));
      button.textContent = visible ? "Hide" : "Show";
    });
  }
}
