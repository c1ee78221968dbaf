import { readBlocks } from "./blocks.ts";
import { LONGEST_INLINE } from "./inline.ts";
import { trackSections } from "./sections.ts";
import { foldSpace, normalizeTaskText } from "./task-text.ts";

/**
 * Read who the list under the heading *People* names: one `- <label>: <names>` a line.
 *
 * A name is a username as `name`, `@name`, `` `@name` `` or a profile address. Several are separated by commas; by
 * white space alone only where each shows that it is a username, because two bare words are a person's full name.
 * Code, quotes and HTML comments are not read. What this returns is what somebody wrote and nothing more: whether such
 * users exist, and what being named is worth, is decided elsewhere.
 *
 * @param labels - Without colon. Compared without regard to case, white space and emphasis.
 * @returns By label as given, for each label that has a line: usernames in order, without `@`, each once. Empty when
 *   the line is empty or says something else.
 */
export function readPeople(
  description: string,
  labels: readonly string[],
  heading = "People",
): ReadonlyMap<string, readonly string[]> {
  const wanted = compareForm(heading);
  const labelOf = new Map(labels.map((label) => [compareForm(label), label]));
  const people = new Map<string, Set<string>>();
  const { blocks, env } = readBlocks(description);
  const sections = trackSections(env);
  for (const block of blocks) {
    if (block.kind === "heading") sections.pass(block);
    if (block.kind !== "item" || block.quote !== 0 || block.source.length > LONGEST_INLINE) continue;
    const section = sections.above(block);
    if (section === null || compareForm(section) !== wanted) continue;

    const [line = ""] = block.source.replace(COMMENT, " ").split("\n");
    const colon = line.search(COLON);
    const label = labelOf.get(compareForm(line.slice(0, Math.max(colon, 0))));
    if (label === undefined) continue;
    const names = people.get(label) ?? new Set();
    people.set(label, names);
    for (const name of readUsernames(line.slice(colon + 1))) names.add(name);
  }
  return new Map([...people].map(([label, names]) => [label, [...names]]));
}

const COLON = /[:：]/;
const COMMENT = /<!--[^]*?(?:-->|$)/g;
const LINK = /\[[^[\]]*\]\(\s*<?([^()<>\s]*)>?[^()]*\)/g;
const EDGE_MARKS = /^[*_\s]+|[*_\s]+$/g;
const SEPARATORS = /[,;，、]/;
/** What people put around a name: emphasis, code, angle brackets, a bracket or a full stop. */
const WRAPPING = /^[*`<(]+|[*`>).:!?]+$/g;
const PROFILE = /^https?:\/\/[^/\s?#]+\/([^/\s?#]+)\/?(?:[?#].*)?$/i;
/** GitLab's rule for usernames, less the endings it reserves. */
const USERNAME = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}$/;

function compareForm(text: string): string {
  return normalizeTaskText(text.replace(EDGE_MARKS, "")).toLowerCase();
}

function readUsernames(value: string): string[] {
  return foldSpace(value.replace(LINK, " $1 ")).split(SEPARATORS).flatMap(readPart);
}

function readPart(part: string): string[] {
  const words = part.split(" ").filter((word) => word !== "" && !/^[*`]+$/.test(word));
  const [only = ""] = words;
  const spoken = words.length === 1 && !isMarked(only) ? words : words.filter(isMarked);
  return spoken.map(readUsername).filter((name) => name !== null);
}

/** Does a word show by itself that it is a username? */
function isMarked(word: string): boolean {
  return /^[*(<]*(?:@|`|https?:\/\/)/i.test(word);
}

function readUsername(word: string): string | null {
  const bare = word.replace(WRAPPING, "");
  const name = (PROFILE.exec(bare)?.[1] ?? bare).replace(/^@/, "");
  return USERNAME.test(name) && !/\.(?:git|atom)$/i.test(name) ? name : null;
}
