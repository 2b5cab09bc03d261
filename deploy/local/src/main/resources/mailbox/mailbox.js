// Keeps the list of mails current without losing the reader's place: asks every two seconds while the page is visible.
"use strict";

const list = document.querySelector("[data-refresh]");

async function refresh() {
  const answer = await fetch("/mailbox", { headers: { accept: "text/html" } });
  if (!answer.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-refresh]");
  if (fresh === null || fresh.innerHTML === list.innerHTML) {
    return;
  }
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const known = list.querySelectorAll(".mail").length;
  list.replaceChildren(...fresh.childNodes);
  if (focused !== null) {
    list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
  const added = list.querySelectorAll(".mail").length - known;
  document.getElementById("news").textContent = added > 0 ? `${added} new` : "";
}

if (list !== null) {
  setInterval(() => {
    if (!document.hidden) {
      refresh().catch(() => {
        document.getElementById("news").textContent = "Postern does not answer; trying again.";
      });
    }
  }, 2000);
}
