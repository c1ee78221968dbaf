// What the form gains by scripts: files may be dropped anywhere on its field. It works without.

for (const place of document.querySelectorAll("[data-drop]")) {
  const input = place.querySelector("input");
  place.querySelector("[data-drop-hint]").hidden = false;

  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      place.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    place.addEventListener(name, () => place.classList.remove("over"));
  }
  place.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    const chosen = new DataTransfer();
    chosen.items.add(file);
    input.files = chosen.files;
    input.focus();
  });
}
