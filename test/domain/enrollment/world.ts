import { parseChecklist } from "../../../src/domain/checklist/checklist.ts";
import { namedBoxes } from "../../../src/domain/enrollment/boxes.ts";
import type { Enrollment } from "../../../src/domain/enrollment/enrollment.ts";
import type { Event, Unexplained } from "../../../src/domain/enrollment/event.ts";
import type { PersonId } from "../../../src/domain/enrollment/fact.ts";
import { judge } from "../../../src/domain/enrollment/judge.ts";
import type { Save, Version } from "../../../src/domain/enrollment/saves.ts";
import type { RewriteNote, TickNote } from "../../../src/domain/enrollment/system-note.ts";
import { reconstructTurns } from "../../../src/domain/enrollment/turns.ts";
import { at, issueWith, observation, openBench, SHIPPED, textOf } from "./support.ts";

/** One save as it truly was. */
export interface TrueSave extends Save {
  /** The box somebody meant to turn; `null` for a save of other words. */
  readonly meant: string | null;
}

interface NoteOfWorld extends TickNote {
  /** Reviews that do not see it yet. */
  hiddenFor: number;
}

/**
 * One issue on a GitLab that keeps its contract and nothing more: whole texts are saved, last write wins; system notes
 * pair boxes by index and stay silent where lines moved; deliveries go where the test sends them.
 */
export class World {
  readonly saves: TrueSave[] = [];
  readonly notes: NoteOfWorld[] = [];
  readonly rewrites: RewriteNote[] = [];
  /** Deliveries on their way. */
  deliveries: Save[] = [];
  text: string;
  updatedAt = at("09:00:00.000");
  enrollment: Enrollment;
  readonly #pages = new Map<PersonId, string>();
  readonly #keys = new Set<string>();
  #before: Version | null = null;
  #beforeAt: Date | null = null;
  #unexplained: readonly Unexplained[] = [];
  #clock = at("09:00:00.000").getTime();

  constructor(text: string, enrollment: Enrollment) {
    this.text = text;
    this.enrollment = enrollment;
  }

  pass(ms: number): void {
    this.#clock += ms;
  }

  /** Open, or load again, the page of the issue. */
  load(person: PersonId): void {
    this.#pages.set(person, this.text);
  }

  /** Click a box on the page as it was loaded: the browser saves its whole text. */
  click(person: PersonId, id: string): void {
    const page = this.#pages.get(person) ?? this.text;
    const changed = toggle(page, id);
    if (changed !== page) this.#save(person, changed, id);
  }

  /** Save the editor with other words, a box turned along with them where `id` is given. */
  edit(person: PersonId, words: string, id: string | null): void {
    const page = this.#pages.get(person) ?? this.text;
    const withWords = page.startsWith("Welcome") ? `${words}\n${page}` : page.slice(page.indexOf("\n") + 1);
    this.#save(person, id === null ? withWords : toggle(withWords, id), id);
  }

  #save(by: PersonId, text: string, meant: string | null): void {
    this.#pages.set(by, text);
    if (text === this.text) return;
    this.#clock += 1;
    const save: TrueSave = {
      at: new Date(this.#clock),
      by,
      previous: versionOf(this.text),
      current: versionOf(text),
      meant,
    };
    this.saves.push(save);
    this.deliveries.push(save);
    const told = notesOf(save);
    if (told.length === 0) this.rewrites.push({ at: new Date(this.#clock), by });
    for (const note of told) {
      this.#clock += 2;
      this.notes.push({ ...note, noteId: this.notes.length + 1, at: new Date(this.#clock), hiddenFor: 0 });
    }
    this.text = text;
    this.updatedAt = save.at;
  }

  /** What a review does, with what the test lets it see. @returns The events it judged. */
  review(deliveries: readonly Save[], isFresh = true): readonly Event[] {
    if (!isFresh) return [];
    const after = versionOf(this.text);
    const visible = this.notes.filter((note) => note.hiddenFor === 0);
    for (const note of this.notes) note.hiddenFor = Math.max(0, note.hiddenFor - 1);
    const isKnown = ({ noteId }: TickNote): boolean =>
      this.#keys.has(`turn:note:${noteId}`) || this.#keys.has(`attribution:turn:note:${noteId}`);
    const events = reconstructTurns({
      named: namedBoxes(SHIPPED),
      before: this.#before,
      beforeAt: this.#beforeAt,
      after,
      afterAt: this.updatedAt,
      saves: deliveries,
      tickNotes: visible,
      rewriteNotes: this.rewrites,
      knownNotes: new Set(visible.filter(isKnown).map(({ noteId }) => noteId)),
      unexplained: this.#unexplained,
    }).filter(({ key }) => !this.#keys.has(key));
    const { ledger, context } = openBench({ enrollment: this.enrollment, now: new Date(this.#clock) });
    const issue = issueWith({ description: this.text, updatedAt: this.updatedAt });
    judge(context, observation({ issue, boxes: after.boxes, events }));
    this.enrollment = ledger.enrollment();
    for (const fact of ledger.facts()) this.#keys.add(fact.key);
    this.#remember(events);
    this.#before = after;
    this.#beforeAt = this.updatedAt;
    return events;
  }

  #remember(events: readonly Event[]): void {
    const explained = new Set(
      events.flatMap((event) => (event.kind === "attribution" && event.proof === "record" ? [event.turn.key] : [])),
    );
    const fresh = events.flatMap((event): Unexplained[] => {
      if (event.kind !== "turn" || event.proof === "record" || event.late || !this.#keys.has(event.key)) return [];
      const { key, at: moment, box, to, alone, stale, firstSight, by } = event;
      return [{ key, at: moment, box, to, alone, stale, firstSight, hint: by }];
    });
    this.#unexplained = [...this.#unexplained, ...fresh].filter(({ key }) => !explained.has(key));
  }
}

export function versionOf(text: string): Version {
  return { text, boxes: parseChecklist(text) };
}

function toggle(text: string, id: string): string {
  const line = textOf(id);
  const open = `- [ ] ${line}`;
  return text.includes(open) ? text.replace(open, `- [x] ${line}`) : text.replace(`- [x] ${line}`, open);
}

/** GitLab pairs the boxes by index and tells only of those whose words are the same. */
function notesOf({ previous, current, by }: Save): readonly Omit<TickNote, "noteId" | "at">[] {
  return current.boxes.flatMap((box, index) => {
    const old = previous.boxes[index];
    if (old === undefined || old.text !== box.text || old.state === box.state || box.state === "inapplicable")
      return [];
    return [{ by: by ?? 0, text: box.text, to: box.state }];
  });
}
