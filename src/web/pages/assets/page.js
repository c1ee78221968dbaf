// What a page gains by scripts; it works without.

const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");
document.body.append(said);

// One button beside everything that is meant to be copied.
for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${text.dataset.copy}`);
  button.addEventListener("click", () => void copy(text, button));
  text.after(button);
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text.textContent.trim());
    tell(button, "Copied");
  } catch {
    // Where scripts may not write to the clipboard, people still can.
    getSelection().selectAllChildren(text);
    tell(button, "Selected");
  }
}

function tell(button, word) {
  said.textContent = `${word}: ${button.getAttribute("aria-label").replace("Copy ", "")}`;
  button.textContent = word;
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2000);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
