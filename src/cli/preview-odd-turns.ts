import type { FactBody } from "../domain/enrollment/fact.ts";
import { isSelfConfirmed, type Task } from "../domain/program/program.ts";
import type { Ask } from "../domain/talk/asks.ts";
import {
  ANA,
  claim,
  confirmerOf,
  handedOverBy,
  MARIA,
  type Moment,
  type PreviewedNote,
  PRIYA,
  type Teller,
  TOM,
  withFacts,
} from "./preview-teller.ts";

const REASON = "Two of the ten questions are still open, please try them again";

/** What does not happen on every way. */
export function tellOddTurns(teller: Teller): Moment {
  return {
    title: "What may happen on the way",
    notes: [...tellOddAsks(teller), ...tellPace(teller), ...tellListFaults(teller), ...tellOtherIssues(teller)],
  };
}

function tellOddAsks({ program, scene, enrollment, note }: Teller): readonly PreviewedNote[] {
  const [first, second] = program.tasks.filter((task) => !isSelfConfirmed(task));
  const notes: PreviewedNote[] = [
    note("Another candidate is named later", { kind: "welcome", canCandidateTick: true }),
  ];
  if (first === undefined) return notes;
  const by = confirmerOf(first);
  const handOver = handedOverBy(program, first, by);
  const ask: Ask = { kind: "ask-confirm", tasks: [first.id], to: by, insteadTo: PRIYA, handOver };
  if (second !== undefined && program.asks.bundle) {
    const claims = withFacts(enrollment(), [claim(first), claim(second)]);
    const both: Ask = { ...ask, tasks: [first.id, second.id] };
    notes.push(note("Several tasks wait for one person", both, { enrollment: claims }));
  }
  const claimed = scene({ enrollment: withFacts(enrollment(), [claim(first)]) });
  const away: Ask = { ...ask, to: ANA, insteadOf: by };
  notes.push(
    note("Whoever would be asked is away", away, claimed),
    note("Nobody is known who may confirm", { ...ask, to: null, handOver: null }, claimed),
    note("A tick that cannot count by itself", { kind: "ask-again", task: first.id, to: by }, claimed),
    note("Not yet", { kind: "declined", task: first.id, by, reason: REASON }),
    note("A confirmation is taken back", { kind: "confirmation-withdrawn", task: first.id, by, reason: REASON }),
    note("An older issue is adopted", { kind: "adopted", to: PRIYA }, claimed),
  );
  return notes;
}

/** A result that is not enough, a pause, and a handover with everything that is open then. */
function tellPace({ program, scene, enrollment, note, status }: Teller): readonly PreviewedNote[] {
  const scored = program.tasks.find((task) => task.score !== null);
  const notes: PreviewedNote[] = [];
  if (scored?.score) {
    const score = scored.score.pass - 1;
    const tried = withFacts(enrollment(), [
      { kind: "score-recorded", task: scored.id, by: PRIYA, score, passed: false },
      { kind: "task-declined", task: scored.id, by: PRIYA, reason: null },
    ]);
    const declined = { kind: "declined", task: scored.id, by: PRIYA, reason: null } as const;
    notes.push(note("Not enough points", declined, { enrollment: tried }));
  }
  const paused = withFacts(enrollment(), [{ kind: "paused", by: MARIA, until: "2026-02-02" }]);
  notes.push(status("Status note, while it is paused", { scene: scene({ enrollment: paused }) }));
  const busy = withFacts(enrollment(), openFacts(program.tasks));
  notes.push(note("Somebody else looks after it", { kind: "handed-over", to: ANA, from: PRIYA }, { enrollment: busy }));
  return notes;
}

/** The candidate's own tasks are done, and one of the others waits for a word. */
function openFacts(tasks: readonly Task[]): readonly FactBody[] {
  const own = tasks.filter((task) => isSelfConfirmed(task));
  const [first, second] = tasks.filter((task) => !isSelfConfirmed(task));
  return [
    ...own.map((task): FactBody => ({ kind: "task-confirmed", task: task.id, by: MARIA, via: "tick" })),
    ...(first === undefined ? [] : [{ kind: "task-confirmed", task: first.id, by: TOM, via: "command" } as const]),
    ...(second === undefined ? [] : [claim(second)]),
  ];
}

function tellListFaults({ program, scene, enrollment, note, status }: Teller): readonly PreviewedNote[] {
  const [task] = program.tasks;
  if (task === undefined) return [];
  const fault: FactBody = { kind: "list-broken", faults: [{ kind: "missing", task: task.id }], by: MARIA };
  const broken = scene({ enrollment: withFacts(enrollment(), [fault]) });
  return [
    status("Status note, while the list is broken", { scene: broken }),
    note("The list stays broken", { kind: "list-broken", to: MARIA, wasTicked: () => false }, broken),
  ];
}

function tellOtherIssues({ scene, enrollment, note, status }: Teller): readonly PreviewedNote[] {
  const closed = withFacts(enrollment(), [{ kind: "closed-by-hand" }]);
  return [
    note("The same person has an open issue already", { kind: "held-back", to: PRIYA }),
    status("Status note, after somebody closed the issue", { scene: scene({ enrollment: closed }) }),
  ];
}
