/** The element of index.html with this id; a missing one is a mistake in the page, so it throws. */
export function element<T extends Element = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`index.html has no element #${id}`);
  }
  return found as unknown as T;
}

/** The descendant of `parent` marked with this data-testid. */
export function part<T extends Element = HTMLElement>(parent: ParentNode, testId: string): T {
  const found = parent.querySelector<T>(`[data-testid="${testId}"]`);
  if (!found) {
    throw new Error(`no part ${testId}`);
  }
  return found;
}

/** Runs `work` while `button` is disabled and marked busy, so that one press is one request. */
export async function whileBusy<T>(
  button: HTMLButtonElement,
  label: string,
  work: () => Promise<T>,
): Promise<T> {
  const text = button.querySelector<HTMLElement>(".button-label") ?? button;
  const idle = text.textContent;
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  text.textContent = label;
  try {
    return await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.disabled = false;
    text.textContent = idle;
  }
}
