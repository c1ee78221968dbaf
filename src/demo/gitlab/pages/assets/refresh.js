// Keeps the page fresh without touching what somebody is typing: only parts marked data-live are replaced, and only
// when they have changed. The comment box and the editor are outside of them; what stands in a reply box is kept.
const EVERY_MS = 2000;
const PLACE = "place to come back to";

// Who becomes somebody else goes on reading where they were.
for (const select of document.querySelectorAll("select[data-submit]")) {
  select.addEventListener("change", () => {
    sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, y: scrollY }));
    select.form.submit();
  });
}
const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
sessionStorage.removeItem(PLACE);
if (place?.path === location.pathname) scrollTo(0, place.y);

// A tick is sent in the background, so that the page does not jump.
document.getElementById("tick")?.addEventListener("submit", (event) => {
  event.preventDefault();
  tick(event.target, event.submitter).catch(() => location.reload());
});

async function tick(form, box) {
  const body = new URLSearchParams({ [box.name]: box.value });
  box.setAttribute("aria-checked", String(box.value.endsWith(":1")));
  const answer = await fetch(form.action, { method: "POST", body });
  if (answer.url.includes("?refused=")) location.assign(answer.url);
  else show(await answer.text());
}

async function refresh() {
  if (document.hidden || document.querySelector("[data-live]") === null) return;
  const answer = await fetch(location.pathname + location.search, { headers: { accept: "text/html" } });
  if (answer.ok) show(await answer.text());
}

function show(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
    if (next !== null && withoutOpen(old.innerHTML) !== withoutOpen(next.innerHTML)) replace(old, next);
  }
}

/** Opened details stay open, text being typed stays, and the keyboard stays where it was. */
function replace(old, next) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...old.querySelectorAll("details:not([id])")].map((details) => details.open);
  const openIds = [...old.querySelectorAll("details[id][open]")].map((details) => details.id);
  const typed = [...old.querySelectorAll("textarea")];
  old.replaceChildren(...next.childNodes);
  for (const [index, details] of [...old.querySelectorAll("details:not([id])")].entries()) {
    details.open = open[index] ?? false;
  }
  for (const id of openIds) document.getElementById(id)?.setAttribute("open", "");
  for (const text of typed) document.getElementById(text.id)?.replaceWith(text);
  if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
}

function withoutOpen(html) {
  return html.replaceAll(/(<details[^>]*?) open="">/g, "$1>");
}

setInterval(() => {
  refresh().catch((error) => console.warn("Cannot refresh the page", error));
}, EVERY_MS);
