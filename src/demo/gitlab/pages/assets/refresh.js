// Keeps the page fresh without touching what somebody is typing: only parts marked data-live are replaced, and only
// when they have changed. The comment box and the editor are outside of them.
const EVERY_MS = 2000;

for (const select of document.querySelectorAll("select[data-submit]")) {
  select.addEventListener("change", () => select.form.submit());
}

async function refresh() {
  if (document.hidden || document.querySelector("[data-live]") === null) return;
  const answer = await fetch(location.pathname + location.search, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
    if (next !== null && withoutOpen(old.innerHTML) !== withoutOpen(next.innerHTML)) replace(old, next);
  }
}

/** Opened details stay open, and the keyboard stays where it was. */
function replace(old, next) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  old.replaceChildren(...next.childNodes);
  for (const [index, details] of [...old.querySelectorAll("details")].entries()) details.open = open[index] ?? false;
  if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
}

function withoutOpen(html) {
  return html.replaceAll('<details open="">', "<details>");
}

setInterval(() => {
  refresh().catch((error) => console.warn("Cannot refresh the page", error));
}, EVERY_MS);
