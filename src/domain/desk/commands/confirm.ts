import { printCommand, readCommand } from "../../commands/commands.ts";
import { findTaskByWord, readTasks } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import { closestWord } from "../../program/closest-word.ts";
import type { Missing } from "../../enrollment/action.ts";
import { isCopied, sendForAll, usernamesIn, withCandidates } from "./candidates.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";

/** Somebody entitled says for many candidates at once that tasks are done; each is judged on the candidate's own issue. */
export const confirm: DeskCommandKind = {
  name: "confirm",
  usage: "confirm TASK @username @username",
  explained: "desk.help.confirm",
  changes: true,
  roles: ["engineer", "coordinator", "owner"],
  usernames: usernamesIn,
  judge: judgeConfirm,
};

function judgeConfirm(context: DeskContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger, program } = context;
  const usernames = usernamesIn(words);
  const { tasks, placeholder } = readTasks(words.filter((word) => !word.startsWith("@")));
  const isCopy = placeholder || usernames.some(isCopied);
  const missing: Missing | null = isCopy
    ? "placeholder"
    : tasks.length === 0
      ? "task"
      : usernames.length === 0
        ? "candidate"
        : null;
  if (missing !== null) {
    ledger.answer(event, { kind: "malformed", command: "confirm", missing }, "refused");
    return "judged";
  }
  const unknown = tasks.find((word) => findTaskByWord(program.tasks, word) === undefined);
  if (unknown !== undefined) {
    const ids = program.tasks.map((task) => task.id);
    ledger.answer(event, { kind: "unknown-task", word: unknown, suggestion: closestWord(unknown, ids) }, "refused");
    return "judged";
  }
  const command = readCommand("confirm", tasks, []);
  return withCandidates(context, usernames, (candidates) =>
    sendForAll(context, event, "confirm", candidates, { command, text: printCommand(command) }),
  );
}
