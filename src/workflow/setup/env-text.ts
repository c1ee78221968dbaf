/** What is not wanted to be read as a comment, a second word or a reference stands in quotes. */
const PLAIN = /^[\w./:,@+=*~-]*$/;

/**
 * Set variables in the text of an `.env` file. Every other line, comments and order stay as they are.
 *
 * @param change - By name; `""` empties a line that is there, and adds none.
 */
export function changeEnvText(text: string, change: Readonly<Record<string, string>>): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  for (const [name, value] of Object.entries(change)) {
    const line = `${name}=${quoted(value)}`;
    // Of several lines the last one counts, so that one is changed.
    const index = lines.findLastIndex((one) => new RegExp(String.raw`^\s*(?:export\s+)?${name}\s*=`).test(one));
    if (index >= 0) lines[index] = line;
    else if (value !== "") lines.push(line);
  }
  return lines.length === 0 ? "" : `${lines.join(newline)}${newline}`;
}

function quoted(value: string): string {
  if (PLAIN.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}

/** Entries for `GITLAB_PROJECTS`, so that no project is named twice: what another one covers is left out. */
export function addEntries(before: readonly string[], added: readonly string[]): readonly string[] {
  let entries = [...before];
  for (const entry of added) {
    if (entries.some((known) => covers(known, entry))) continue;
    entries = [...entries.filter((known) => !covers(entry, known)), entry];
  }
  return entries;
}

/** `group/**` covers everything below, `group/*` its own projects. */
function covers(known: string, entry: string): boolean {
  if (known.toLowerCase() === entry.toLowerCase()) return true;
  const group = /^(?<path>.+?)\/(?<deep>\*\*?)$/.exec(known)?.groups;
  const path = group?.["path"]?.toLowerCase();
  if (path === undefined || !entry.toLowerCase().startsWith(`${path}/`)) return false;
  const rest = entry.slice(path.length + 1);
  return group?.["deep"] === "**" || !/[/]|^\*\*$/.test(rest);
}
