import type { Answer } from "../domain/enrollment/action.ts";
import { apply, type Enrollment } from "../domain/enrollment/enrollment.ts";
import type { FactBody, PersonId } from "../domain/enrollment/fact.ts";
import { readyToSchedule } from "../domain/enrollment/progress.ts";
import { isSelfConfirmed, type Program, type RoleId, rolesOf, type Task } from "../domain/program/program.ts";
import { type Ask, renderSettled } from "../domain/talk/asks.ts";
import { COMMANDS, type CommandName } from "../domain/talk/command-table.ts";
import { type NoteView, renderNote } from "../domain/talk/notes.ts";
import { renderStatusNote } from "../domain/talk/status-note.ts";
import type { PersonName, Scene } from "../domain/talk/voice.ts";
import type { Wording } from "../domain/talk/wording.ts";

/** A step of a candidate's way, and what people read then. */
export interface Moment {
  readonly title: string;
  readonly notes: readonly PreviewedNote[];
}

export interface PreviewedNote {
  readonly title: string;
  /** Markdown, as it would be posted. */
  readonly body: string;
}

const MARIA: PersonId = 1;
const PRIYA: PersonId = 2;
const TOM: PersonId = 3;
const NAMES: ReadonlyMap<PersonId, PersonName> = new Map([
  [MARIA, { name: "Maria Silva", username: "msilva" }],
  [PRIYA, { name: "Priya Nair", username: "pnair" }],
  [TOM, { name: "Tom Becker", username: "tbecker" }],
]);
const REASON = "Two of the ten questions are still open, please try them again";
const BEGAN = Date.UTC(2026, 0, 12, 9, 12);
const DAY_MS = 86_400_000;

/**
 * Tell the whole life of one enrollment on a program: Maria Silva is the candidate, Priya Nair coordinates, Tom Becker
 * confirms what engineers do. Everything comes from the program; nothing here knows a certain one.
 */
export function tellStory(program: Program, wording: Wording): readonly Moment[] {
  const teller = createTeller(program, wording);
  return [
    tellOpening(teller),
    ...program.tasks.map((task) => tellTask(teller, task)),
    tellEnd(teller),
    tellOddTurns(createTeller(program, wording)),
    tellAnswers(createTeller(program, wording)),
  ];
}

interface Teller {
  readonly program: Program;
  readonly scene: (more?: Partial<Scene>) => Scene;
  readonly enrollment: () => Enrollment;
  /** Something happens, a day after what happened last. */
  readonly happen: (fact: FactBody) => void;
  readonly note: (title: string, view: NoteView, more?: Partial<Scene>) => PreviewedNote;
  readonly status: (title: string, more?: { first?: boolean; canTick?: boolean; scene?: Scene }) => PreviewedNote;
}

function createTeller(program: Program, wording: Wording): Teller {
  let days = 0;
  let enrollment = begin(program, program.audiences[0]?.id ?? null);
  const scene = (more: Partial<Scene> = {}): Scene => ({
    wording,
    program,
    enrollment,
    botHandle: "onboarding-bot",
    nameOf: (person) => NAMES.get(person) ?? null,
    confirmers: new Map(program.tasks.map((task) => [task.id, confirmerOf(task)])),
    scheduler: program.roles.coordinator.label === "" ? null : PRIYA,
    ...more,
  });
  return {
    program,
    scene,
    enrollment: () => enrollment,
    happen(fact) {
      days += 1;
      enrollment = apply(enrollment, { ...fact, key: String(days), at: new Date(BEGAN + days * DAY_MS) });
    },
    note: (title, view, more) => ({ title, body: renderNote(scene(more), "preview", view) }),
    status: (title, { first = false, canTick = true, scene: told = scene() } = {}) => ({
      title,
      body: renderStatusNote({
        scene: told,
        isFirstEdition: first,
        canCandidateTick: canTick,
        wasTicked: () => false,
        cannotSee: [],
        deaf: null,
      }),
    }),
  };
}

function begin(program: Program, audience: string | null): Enrollment {
  const at = new Date(BEGAN);
  const issue = { projectId: 1, issueIid: 1 };
  const enrolled: FactBody = {
    kind: "enrolled",
    programId: program.id,
    version: program.version,
    issue,
    issueId: 1,
    author: PRIYA,
    audience,
    adopted: false,
  };
  const others = rolesOf(program).filter(({ id }) => id !== "candidate");
  const facts: readonly FactBody[] = [
    { kind: "candidate-set", person: MARIA, source: "people" },
    ...others.map(({ id }): FactBody => ({ kind: "role-proposed", role: id, people: [holderOf(id)] })),
  ];
  return facts.reduce(
    (enrollment, fact, index) => apply(enrollment, { ...fact, key: `begin-${index}`, at }),
    apply(null, { ...enrolled, key: "enrolled", at }),
  );
}

function tellOpening({ program, scene, status }: Teller): Moment {
  const audiences = program.audiences.length === 0 ? [null] : program.audiences;
  const welcomes = audiences.map((audience) =>
    status(audience === null ? "Status note, first edition" : `Status note, first edition (audience ${audience.id})`, {
      first: true,
      scene: scene({ enrollment: begin(program, audience?.id ?? null) }),
    }),
  );
  const cannotTick = status("The same when GitLab would not let the candidate tick", { first: true, canTick: false });
  return { title: "The issue is opened", notes: [...welcomes, cannotTick] };
}

function tellTask({ program, enrollment, happen, note, status, scene }: Teller, task: Task): Moment {
  const notes: PreviewedNote[] = [];
  if (readyToSchedule(program, enrollment(), task)) {
    const ask = { kind: "ask-schedule", task: task.id, to: PRIYA, insteadTo: PRIYA } as const;
    notes.push(status("Status note, before it"), note("Ready to schedule, to the coordinator", ask));
  }
  if (isSelfConfirmed(task)) {
    happen({ kind: "task-confirmed", task: task.id, by: MARIA, via: "tick" });
    return { title: `${task.name}: ticked by the candidate`, notes: [...notes, status("Status note")] };
  }
  happen({ kind: "task-claimed", task: task.id, by: MARIA });
  const by = confirmerOf(task);
  const handOver = handedOverBy(program, task, by);
  const ask: Ask = { kind: "ask-confirm", tasks: [task.id], to: by, insteadTo: PRIYA, handOver };
  notes.push(status("Status note, after the candidate's tick"), note("Please confirm", ask));
  happen({ kind: "task-confirmed", task: task.id, by, via: "command" });
  notes.push({ title: "The ask, once it is settled", body: renderSettled(scene(), "preview", ask) });
  return { title: `${task.name}: ticked by the candidate, confirmed by somebody else`, notes };
}

function tellEnd({ happen, note, status }: Teller): Moment {
  happen({ kind: "certified" });
  return {
    title: "All is done",
    notes: [note("Certified", { kind: "certified" }), status("Status note, the last one")],
  };
}

/** What does not happen on every way. */
function tellOddTurns(teller: Teller): Moment {
  const { program, scene, enrollment, note, status } = teller;
  const gated = program.tasks.filter((task) => !isSelfConfirmed(task));
  const [first, second] = gated;
  const notes: PreviewedNote[] = [
    note("Another candidate is named later", { kind: "welcome", canCandidateTick: true }),
  ];
  if (first !== undefined && second !== undefined && program.asks.bundle) {
    const claims = withFacts(enrollment(), [claim(first), claim(second)]);
    const tasks = [first.id, second.id];
    const to = confirmerOf(first);
    const handOver = handedOverBy(program, first, to);
    const ask: Ask = { kind: "ask-confirm", tasks, to, insteadTo: PRIYA, handOver };
    notes.push(note("Several tasks wait for one person", ask, { enrollment: claims }));
  }
  if (first !== undefined) {
    const by = confirmerOf(first);
    const claimed = scene({ enrollment: withFacts(enrollment(), [claim(first)]) });
    const nobody = { kind: "ask-confirm", tasks: [first.id], to: null, insteadTo: PRIYA, handOver: null } as const;
    const toPrerequisite = { kind: "ask-again", task: first.id, to: by } as const;
    notes.push(
      note("Nobody is known who may confirm", nobody, claimed),
      note("A tick that cannot count by itself", toPrerequisite, claimed),
      note("Not yet", { kind: "declined", task: first.id, by, reason: REASON }),
      note("A confirmation is taken back", { kind: "confirmation-withdrawn", task: first.id, by, reason: REASON }),
      note("An older issue is adopted", { kind: "adopted", to: PRIYA }, claimed),
    );
  }
  const [task] = program.tasks;
  if (task !== undefined) {
    const fault: FactBody = { kind: "list-broken", faults: [{ kind: "missing", task: task.id }], by: MARIA };
    const broken = scene({ enrollment: withFacts(enrollment(), [fault]) });
    notes.push(
      status("Status note, while the list is broken", { scene: broken }),
      note("The list stays broken", { kind: "list-broken", to: MARIA, wasTicked: () => false }, broken),
    );
  }
  notes.push(note("The same person has an open issue already", { kind: "held-back", to: PRIYA }));
  const closed = withFacts(enrollment(), [{ kind: "closed-by-hand" }]);
  notes.push(status("Status note, after somebody closed the issue", { scene: scene({ enrollment: closed }) }));
  return { title: "What may happen on the way", notes };
}

function tellAnswers({ program, note }: Teller): Moment {
  const gated = program.tasks.find((task) => !isSelfConfirmed(task)) ?? program.tasks[0];
  const id = gated?.id ?? "";
  const answers: readonly (readonly [title: string, to: PersonId, answer: Answer])[] = [
    ["help, from the candidate", MARIA, { kind: "help" }],
    ["help, from somebody who confirms and coordinates", PRIYA, { kind: "help" }],
    ["status", MARIA, { kind: "status" }],
    ["next, from the candidate", MARIA, { kind: "next" }],
    ["next, from somebody who confirms", PRIYA, { kind: "next" }],
    ["a typing error", MARIA, { kind: "unknown-command", word: "stauts", suggestion: "status" }],
    ["no command at all", MARIA, { kind: "unknown-command", word: "thanks", suggestion: null }],
    ["a reason is missing", PRIYA, { kind: "malformed", command: "decline", missing: "reason" }],
    ["an unknown task", PRIYA, { kind: "unknown-task", word: "worksop", suggestion: null, command: "confirm" }],
    ["an unknown person", PRIYA, { kind: "unknown-user", username: "nobody.here" }],
    ["the candidate confirms their own task", MARIA, { kind: "own-issue", command: "confirm", tasks: [id] }],
    ["somebody without the right", TOM, { kind: "not-entitled", command: "confirm", tasks: [id], role: null }],
    ["an edited comment", PRIYA, { kind: "edited-comment", command: "confirm" }],
    ["GitLab cannot say who somebody is", PRIYA, { kind: "cannot-check", reference: "7f3a" }],
  ];
  return {
    title: "Answers to comments",
    notes: answers.map(([title, to, answer]) =>
      note(`Answer: ${title}`, { kind: "answer", to, answer, allowed: commandsOf(to) }),
    ),
  };
}

function commandsOf(person: PersonId): readonly CommandName[] {
  const audiences = person === MARIA ? ["everyone", "candidate"] : COMMANDS.map(({ audience }) => audience);
  return COMMANDS.filter(({ audience }) => audiences.includes(audience)).map(({ name }) => name);
}

function withFacts(enrollment: Enrollment, facts: readonly FactBody[]): Enrollment {
  const at = new Date(BEGAN + DAY_MS);
  return facts.reduce((before, fact, index) => apply(before, { ...fact, key: `odd-${index}`, at }), enrollment);
}

function claim(task: Task): FactBody {
  return { kind: "task-claimed", task: task.id, by: MARIA };
}

function confirmerOf(task: Task): PersonId {
  const role = task.confirmedBy.find((one) => one !== "candidate");
  return isSelfConfirmed(task) || role === undefined ? MARIA : holderOf(role);
}

/** The role that whoever is asked may give to somebody else. */
function handedOverBy(program: Program, task: Task, by: PersonId): RoleId | null {
  const mayGive = (role: RoleId): boolean => program.roles[role].assignedBy.some((giver) => holderOf(giver) === by);
  return task.confirmedBy.find((role) => role !== "candidate" && mayGive(role)) ?? null;
}

function holderOf(role: RoleId): PersonId {
  if (role === "candidate") return MARIA;
  return role === "engineer" ? TOM : PRIYA;
}
