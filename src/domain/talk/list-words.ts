import type { ListFault } from "../enrollment/task-list.ts";
import type { TaskId } from "../program/program.ts";
import { tasksOf } from "./people-words.ts";
import { codeBlock, type Inert, inert } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** A broken task list in words. */
export interface ListWords {
  /** One sentence for each kind of fault, the gravest first; first line of a note. */
  readonly headlines: readonly Inert[];
  /** What to do about it, with the lines to paste. */
  readonly repair: readonly (Inert | null)[];
}

/**
 * Tell what is wrong with the task list and how to put it right.
 *
 * @param wasTicked - Was the box of this task ticked when it was last seen? A line pasted back without its tick would
 *   look like an un-tick.
 */
export function sayListFaults(
  scene: Scene,
  voice: Voice,
  listFault: { readonly since: Date; readonly faults: readonly ListFault[] },
  wasTicked: (task: TaskId) => boolean,
): ListWords {
  const { say } = voice;
  const { faults } = listFault;
  const has = (kind: ListFault["kind"]): boolean => faults.some((fault) => fault.kind === kind);
  const of = (...kinds: ListFault["kind"][]): TaskId[] =>
    faults.flatMap((fault) => ("task" in fault && kinds.includes(fault.kind) ? [fault.task] : []));
  const all = scene.program.tasks.map((task) => task.id);
  const lost = has("all-gone") ? all : of("missing");
  const replaced = of("reworded", "not-applicable");
  const since = say("broken.since", { date: voice.date(listFault.since) });

  const headlines = [
    has("unreadable") ? say("broken.unreadable") : null,
    has("all-gone") ? say("broken.all-gone") : null,
    lost.length > 0 && !has("all-gone") ? say("broken.missing", { numbers: voice.taskNumbers(lost) }) : null,
    has("reworded") ? say("broken.reworded", { numbers: voice.taskNumbers(of("reworded")) }) : null,
    has("not-applicable") ? say("broken.not-applicable", { numbers: voice.taskNumbers(of("not-applicable")) }) : null,
    has("doubled") ? say("broken.doubled", { numbers: voice.taskNumbers(of("doubled")) }) : null,
  ].filter((one) => one !== null);

  const [waivable] = [...of("missing", "reworded", "not-applicable"), ...all];
  const meanwhile = say("broken.meanwhile", {
    roles: voice.roles(["coordinator", "owner"]),
    command: voice.command(`waive ${waivable ?? "TASK"} WHY`),
  });
  return {
    headlines,
    repair: [
      since,
      has("unreadable") ? say("broken.unreadable-how") : null,
      ...(lost.length > 0 ? [sayPaste(scene, voice, lost), linesToPaste(scene, lost, wasTicked)] : []),
      ...(replaced.length > 0 ? [say("broken.replace"), linesToPaste(scene, replaced, wasTicked)] : []),
      meanwhile,
    ],
  };
}

function sayPaste(scene: Scene, voice: Voice, ids: readonly TaskId[]): Inert {
  const sections = new Set(tasksOf(scene, ids).map((task) => task.section ?? ""));
  const [section = ""] = sections;
  if (sections.size !== 1 || section === "") return voice.say("broken.paste");
  return voice.say("broken.paste-under", { section: inert(section) });
}

function linesToPaste(scene: Scene, ids: readonly TaskId[], wasTicked: (task: TaskId) => boolean): Inert {
  const lines = tasksOf(scene, ids).map((task) => `- [${wasTicked(task.id) ? "x" : " "}] ${task.text}`);
  return codeBlock(lines, "markdown");
}
