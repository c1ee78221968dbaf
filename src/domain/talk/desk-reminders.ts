import type { PersonId } from "../enrollment/fact.ts";
import { type DeskScene, deskVoiceOf } from "./desk-scene.ts";
import { frameNote, stack } from "./note-frame.ts";
import { sayHours } from "./reminder-notes.ts";
import { type Inert, inertCode } from "./safe-markdown.ts";

/** Everything one person is reminded of, of several candidates. */
export interface DeskReminders {
  readonly person: PersonId;
  readonly items: readonly DeskReminder[];
  /** Nobody reminded them before: say where the hours come from. */
  readonly isFirst: boolean;
  /** The zone their hours are counted in. */
  readonly zone: string;
}

export interface DeskReminder {
  /** `group/project#12`. As a link it would leave a trace of the desk on the candidate's issue. */
  readonly issue: string;
  /** One thing that waits, as a sentence. */
  readonly what: Inert;
  /** What answers it here; `null` where it is answered on the candidate's issue. */
  readonly command: string | null;
}

/** @throws {TypeError} as `renderNote` does. */
export function renderDeskReminders(scene: DeskScene, key: string, view: DeskReminders): string {
  const voice = deskVoiceOf(scene);
  const { say } = voice;
  const commands = view.items.flatMap(({ command }) => command ?? []);
  const count = view.items.length;
  return frameNote(key, [
    say(count === 1 ? "desk.reminder.one" : "desk.reminder.many", { ping: voice.ping(view.person), count }),
    stack(view.items.map(({ issue, what }) => say("desk.reminder.item", { issue: inertCode(issue), what }))),
    commands.length === 0 ? null : say("desk.reminder.how"),
    commands.length === 0 ? null : voice.commandBlock(...commands),
    view.isFirst ? sayHours(voice, view.zone) : null,
  ]);
}
