import type { Program } from "../domain/program/program.ts";
import type { Wording } from "../domain/talk/wording.ts";
import { renderSettledPeople } from "../domain/talk/people-notes.ts";
import { begin, createTeller, firstAudience, holderOf, type Moment, PRIYA, withFacts } from "./preview-teller.ts";

/** Somebody has to say that the candidate may start; no notes where the program wants nobody's word. */
export function tellStart(program: Program, wording: Wording): Moment {
  const title = "Before the candidate starts";
  if (program.sponsorStep === null) return { title, notes: [] };
  const sponsor = holderOf("sponsor");
  const begun = begin(program, firstAudience(program));
  const { note, status, scene, happen } = createTeller(program, wording, withFacts(begun, [{ kind: "start-awaited" }]));
  const ask = { kind: "ask-start", role: "sponsor", to: sponsor, insteadTo: PRIYA } as const;
  const reason = "The contract is not signed yet";
  const notes = [
    status("Status note, first edition, while it waits", { first: true }),
    note("May the candidate start? To the sponsor", ask),
    note("The same when nobody is known as sponsor", { ...ask, to: null }),
    note("Not yet", { kind: "start-declined", by: sponsor, reason }),
  ];
  const silence = program.sponsorStep.silence?.effect ?? null;
  if (silence === "ask-coordinator") {
    notes.push(note("Nobody has answered, so the coordinator is asked", { ...ask, role: "coordinator", to: PRIYA }));
  }
  happen({ kind: "start-confirmed", by: sponsor });
  notes.push(note("The candidate may start", { kind: "started", by: sponsor }));
  if (silence === "start") notes.push(note("The same after silence", { kind: "started", by: null }));
  notes.push({ title: "The ask, once it is settled", body: renderSettledPeople(scene(), "preview", ask) });
  return { title, notes };
}
