import type { FactBody, PersonId } from "../../domain/enrollment/fact.ts";
import type { Issue, Note, UserRef } from "../../domain/issue.ts";
import { audienceOf } from "../../domain/program/audience.ts";
import type { Program } from "../../domain/program/program.ts";
import { chooseVersion, newestVersion } from "../../domain/program/program-set.ts";
import { parseCommands } from "../../domain/commands/parse-comment.ts";
import type { ReadDescription } from "../ports/read-description.ts";

/** Whether an issue the journal does not know should be followed. */
export type Candidacy =
  | { readonly kind: "no"; readonly reason: string }
  | { readonly kind: "by-marker"; readonly program: Program }
  /** People asked for it in comments; whether one of them may is asked next. */
  | { readonly kind: "by-command"; readonly calls: readonly EnrollCall[] };

export interface EnrollCall {
  readonly program: Program;
  readonly note: Note;
}

/**
 * Recognise an issue of a program: by the marker its template carries, for GitLab keeps no record of the template
 * used, or by `enroll <program>` in a comment. A closed issue is never enrolled, nor a task or incident.
 */
export async function recognise(
  read: Pick<ReadDescription, "readMarker">,
  issue: Issue,
  notes: readonly Note[],
  programs: readonly Program[],
  bot: { readonly handle: string; readonly ownIds: ReadonlySet<number> },
): Promise<Candidacy> {
  if (issue.issueType !== "issue") return { kind: "no", reason: `a ${issue.issueType} is not followed` };
  if (issue.state === "closed") return { kind: "no", reason: "a closed issue is never enrolled" };
  const marker = await read.readMarker(issue.description);
  if (marker === "unreadable") return { kind: "no", reason: "its description cannot be read in time" };
  if (marker?.kind === "desk") return { kind: "no", reason: "it is the desk of a program" };
  if (marker !== null) {
    const choice = chooseVersion(programs, marker);
    if (choice.kind === "chosen") return { kind: "by-marker", program: choice.program };
    return { kind: "no", reason: `its marker names a program or version this bot does not have` };
  }
  // Whoever may have edited a comment is unknown, so only an untouched one speaks for its author.
  const spoken = notes.filter(
    (note) =>
      !note.system && !bot.ownIds.has(note.author.userId) && note.updatedAt.getTime() === note.createdAt.getTime(),
  );
  const calls = spoken.flatMap((note) => callsIn(note, programs, bot.handle));
  return calls.length === 0 ? { kind: "no", reason: "it has no marker of a program" } : { kind: "by-command", calls };
}

function callsIn(note: Note, programs: readonly Program[], handle: string): readonly EnrollCall[] {
  return parseCommands(note.body, handle).flatMap(({ command }) => {
    const program =
      command.kind === "enroll" && command.program !== null ? newestVersion(programs, command.program) : null;
    return program === null ? [] : [{ program, note }];
  });
}

/**
 * From when on comments are run. Comments written before the enrollment are not: they may have been copied here with
 * the rights of people who never saw this issue.
 *
 * An issue that was opened under the bot's eyes with its marker is enrolled from its opening, even when the delivery
 * that told of it was lost; a copied one, or one that got its marker later, from the moment it was first heard of.
 */
export function commentsFrom(sight: {
  readonly issue: Issue;
  readonly notes: readonly Note[];
  readonly adopted: boolean;
  readonly byCommand: boolean;
  /** A delivery showed the issue without its marker. */
  readonly markedLate: boolean;
  /** GitLab's clock when the first delivery about the issue came in, or now. */
  readonly firstHeardAt: Date;
}): Date {
  const { issue, notes, firstHeardAt } = sight;
  const system = notes.filter((note) => note.system);
  const copied =
    system.some((note) => /^(?:moved|cloned) from\b/.test(note.body)) ||
    notes.some((note) => note.createdAt < issue.createdAt);
  const rewritten = system.some((note) => note.body.startsWith("changed the description"));
  const fromOpening = !sight.adopted && !sight.byCommand && !copied && !rewritten && !sight.markedLate;
  return fromOpening ? issue.createdAt : firstHeardAt;
}

/** The first fact of a journal. */
export function enrolledFact(
  program: Program,
  issue: Issue,
  projectPath: string,
  adopted: boolean,
  person: (user: UserRef) => PersonId,
): Extract<FactBody, { kind: "enrolled" }> {
  return {
    kind: "enrolled",
    programId: program.id,
    version: program.version,
    issue: { projectId: issue.projectId, issueIid: issue.issueIid },
    issueId: issue.issueId,
    author: person(issue.author),
    audience: audienceOf(program, projectPath)?.id ?? null,
    adopted,
  };
}
