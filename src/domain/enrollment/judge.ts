import type { Box } from "../checklist/checklist.ts";
import type { Issue } from "../issue.ts";
import type { Program, RoleId } from "../program/program.ts";
import { boxId, listFaults, namedBoxes, sightings } from "./boxes.ts";
import type { CandidateSource, PersonId } from "./fact.ts";
import type { Event } from "./event.ts";
import { judgeForms } from "./judge-forms.ts";
import { judgePeople } from "./judge-people.ts";
import { judgeTime } from "./judge-time.ts";
import { judgeAttribution, judgeTurn, type Verdict } from "./judge-turn.ts";
import type { Ledger } from "./ledger.ts";
import { isComplete, settledTasks, taskState } from "./progress.ts";
import type { CommandContext } from "../commands/context.ts";
import { runCommand } from "../commands/run-command.ts";

/** What one review saw, reconstructed and with everybody known by number. */
export interface Observation {
  readonly issue: Issue;
  readonly boxes: readonly Box[] | "unreadable";
  /** In the order they happened, those that waited from earlier reviews included. */
  readonly events: readonly Event[];
  readonly candidate: {
    readonly people: PersonId | null;
    readonly assignee: PersonId | null;
    readonly author: PersonId;
  };
  /** Whom *People* names now, by role. */
  readonly proposed: ReadonlyMap<RoleId, readonly PersonId[]>;
  /** Who wrote *People* as it stands, if GitLab's record proves it. */
  readonly proposedBy: PersonId | null;
  /** Who saved the description last, as far as anything tells. */
  readonly lastEditor: PersonId | null;
}

/**
 * Judge everything one review saw, in the order it happened, and end with what follows from the whole: a broken list,
 * a certification, an issue closed by hand or moved.
 *
 * @returns Events that have to wait, because GitLab could not say who somebody is.
 */
export function judge(context: CommandContext, observation: Observation): readonly Event[] {
  const { ledger } = context;
  const { issue } = observation;
  if (ledger.enrollment().status === "withdrawn" && issue.state === "opened") {
    ledger.add({ kind: "reopened" }, `reopened:${issue.updatedAt.toISOString()}`, issue.updatedAt);
  }
  judgeCandidate(ledger, observation);
  judgePeople(context, observation);
  const before = ledger.program();
  const deferred = judgeEvents(context, observation.events);
  judgeNewBoxes(context, observation, before);
  judgeTime(context);
  judgeList(ledger, observation);
  certifyIfComplete(ledger, issue);
  judgeState(ledger, issue);
  judgeForms(ledger, context.now);
  return deferred;
}

/** @returns Those that wait, and with them whatever happened later to the same box: order decides what stands. */
function judgeEvents(context: CommandContext, events: readonly Event[]): readonly Event[] {
  const waiting = new Set<string>();
  return events.filter((event) => {
    const box = boxOf(event);
    if (box !== null && waiting.has(box)) return true;
    if (judgeEvent(context, event) === "judged") return false;
    if (box !== null) waiting.add(box);
    return true;
  });
}

function boxOf(event: Event): string | null {
  switch (event.kind) {
    case "turn":
      return boxId(event.box);
    case "attribution":
      return boxId(event.turn.box);
    case "command":
      return null;
  }
}

/** An upgrade looks at some boxes for the first time: those that are ticked already are claims. */
function judgeNewBoxes(context: CommandContext, { boxes, issue }: Observation, before: Program): void {
  const { ledger } = context;
  const after = ledger.program();
  if (after === before || boxes === "unreadable") return;
  const shown = sightings(namedBoxes(before), boxes);
  for (const [id, sight] of sightings(namedBoxes(after), boxes)) {
    const box = namedBoxes(after).find(({ ref }) => boxId(ref) === id)?.ref;
    if (box === undefined || sight !== "done" || shown.get(id) === "done") continue;
    const key = `turn:${id}:done:v${after.version}:${issue.updatedAt.toISOString()}:nobody`;
    const turn = { key, at: issue.updatedAt, box, to: "done", by: null, proof: "none" } as const;
    const circumstances = { alone: false, stale: false, late: false, firstSight: true };
    judgeTurn(ledger, { kind: "turn", ...turn, ...circumstances }, context.standing);
  }
}

function judgeEvent(context: CommandContext, event: Event): Verdict {
  switch (event.kind) {
    case "turn":
      return judgeTurn(context.ledger, event, context.standing);
    case "attribution":
      return judgeAttribution(context.ledger, event, context.standing);
    case "command":
      return runCommand(context, event);
  }
}

/** Found by fallback, a candidate is provisional: naming or assigning somebody replaces them until the first progress. */
function judgeCandidate(ledger: Ledger, { candidate, issue }: Observation): void {
  const enrollment = ledger.enrollment();
  const { fallback } = ledger.program().roles.candidate;
  const found: readonly (readonly [CandidateSource, PersonId | null])[] = [
    ["people", candidate.people],
    ...fallback.map((source) => [source, candidate[source]] as const),
  ];
  const [source, person] = found.find(([, one]) => one !== null) ?? ["author", candidate.author];
  if (person === null) return;
  const current = enrollment.candidate;
  if (current !== null) {
    const hasProgress = enrollment.tasks.size > 0;
    const same = current.person === person && current.source === source;
    const weaker = current.source === "people" && source !== "people";
    if (hasProgress || same || weaker) return;
  }
  ledger.add(
    { kind: "candidate-set", person, source },
    `candidate:${person}:${source}:${enrollment.lastSeq}`,
    issue.updatedAt,
  );
}

function judgeList(ledger: Ledger, { boxes, issue, lastEditor }: Observation): void {
  const enrollment = ledger.enrollment();
  if (enrollment.status !== "active") return;
  const faults = listFaults(ledger.program(), boxes, settledTasks(enrollment));
  const known = enrollment.listFault?.faults ?? [];
  if (JSON.stringify(faults) === JSON.stringify(known)) return;
  const key = `${faults.length === 0 ? "repaired" : "broken"}:${issue.updatedAt.toISOString()}:${enrollment.lastSeq}`;
  if (faults.length === 0) ledger.add({ kind: "list-repaired" }, key, issue.updatedAt);
  else ledger.add({ kind: "list-broken", faults, by: lastEditor }, key, issue.updatedAt);
}

function certifyIfComplete(ledger: Ledger, issue: Issue): void {
  if (isComplete(ledger.program(), ledger.enrollment())) {
    const { lastChangeAt } = ledger.enrollment();
    ledger.add({ kind: "certified" }, "certified", lastChangeAt > issue.updatedAt ? lastChangeAt : issue.updatedAt);
  }
}

/** From `state`, never from a delivery's `action`: closing in the work-item page arrives as an update. */
function judgeState(ledger: Ledger, issue: Issue): void {
  const { status } = ledger.enrollment();
  const at = issue.updatedAt;
  if (issue.movedToId !== null) {
    if (status === "active" || status === "withdrawn") {
      ledger.add({ kind: "moved-away", toIssueId: issue.movedToId }, `moved-away:${issue.movedToId}`, at);
    }
  } else if (issue.state === "closed" && status === "active") {
    ledger.add({ kind: "closed-by-hand" }, `closed:${at.toISOString()}`, at);
  }
}

/** Does an adopted issue hold anything the coordinator should confirm in bulk? */
export function hasClaims(ledger: Ledger): boolean {
  const program = ledger.program();
  return program.tasks.some((task) => taskState(program, ledger.enrollment(), task) === "claimed");
}
