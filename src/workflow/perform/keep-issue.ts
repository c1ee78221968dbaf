import { labelState } from "../../domain/enrollment/progress.ts";
import { labelOf } from "../../domain/program/program.ts";
import { isFinalRefusal, type Performance } from "./performance.ts";
import type { StoredAction } from "../ports/store-port.ts";

/** A refused close is not asked for again at once: somebody has to give the bot the right first. */
const CLOSE_AGAIN_MS = 10 * 60_000;

/**
 * Make the issue carry the one label of its state. Labels are compared before each write and changed relatively, so
 * other people's stay; the old one is taken off too, for on GitLab Free `::` excludes nothing.
 */
export async function keepLabels(performance: Performance): Promise<void> {
  const { ports, recorded, issue, watch } = performance;
  const state = stateToShow(recorded);
  if (state === null) return;
  const wanted = labelOf(recorded.program, state);
  const others = recorded.program.labels.states.map((one) => labelOf(recorded.program, one));
  const addLabels = watch.labels.includes(wanted) ? [] : [wanted];
  const removeLabels = others.filter((label) => label !== wanted && watch.labels.includes(label));
  if (addLabels.length === 0 && removeLabels.length === 0) return;
  try {
    const answer = await ports.gitlab.updateIssue(issue, { addLabels, removeLabels });
    performance.watch = { ...performance.watch, labels: answer.labels };
    if (answer.labels.includes(wanted)) return;
    ports.log.warn("Cannot label an issue: GitLab kept the labels as they were", { ...issue, wanted });
  } catch (error) {
    if (!isFinalRefusal(error)) throw error;
    ports.log.error("Cannot label an issue: the account needs the right to", { ...issue, wanted, error });
  }
}

/** Whoever went quiet is marked so, until anybody acts. */
function stateToShow({ program, enrollment, isStalled }: Performance["recorded"]): string | null {
  const state = labelState(program, enrollment);
  return isStalled && state === "in-progress" && program.labels.states.includes("stalled") ? "stalled" : state;
}

/** Close once, and look whether GitLab did: it refuses silently. */
export async function closeIfPlanned(performance: Performance, unfinished: readonly StoredAction[]): Promise<void> {
  const { ports, issue } = performance;
  const planned = unfinished.find(({ action }) => action.kind === "close");
  if (planned === undefined || planned.notBefore > ports.now()) return;
  let { state } = performance.watch;
  if (state === "opened") {
    await ports.actions.attempt(planned.key, ports.now());
    try {
      const answer = await ports.gitlab.updateIssue(issue, { close: true });
      state = answer.state;
      performance.watch = { ...performance.watch, state, labels: answer.labels };
    } catch (error) {
      if (!isFinalRefusal(error)) throw error;
    }
  }
  if (state === "closed") {
    await ports.actions.done(planned.key, { at: ports.now(), noteId: null, askedPerson: null, settles: false });
    return;
  }
  ports.log.error("Cannot close an issue: GitLab left it open, the account needs the right to close it", { ...issue });
  await ports.actions.postpone(planned.key, new Date(ports.now().getTime() + CLOSE_AGAIN_MS));
}
