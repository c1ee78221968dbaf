import type { SoundDocument } from "./check-shape.ts";
import { checkHolder } from "./check-roles.ts";
import { USUAL_SCALE } from "./engagement-schema.ts";
import { checkTwice, suggest } from "./report.ts";
import type { Report, TaskEntry } from "./report.ts";
import type { YamlPath } from "./yaml-text.ts";

/** Kinds of engagements, forms and scores: what they name must be there. */
export function checkEngagements(document: SoundDocument, tasks: readonly TaskEntry[], report: Report): void {
  for (const entry of tasks) {
    checkSchedule(entry, document, report);
    checkEngagementName(entry, document, report);
    checkJudgement(entry, document, report);
  }
  checkKinds(document, report);
  checkForms(document, report);
}

function checkSchedule([index, task]: TaskEntry, document: SoundDocument, report: Report): void {
  checkLabel(task.schedule_label, ["tasks", index, "schedule_label"], document, report);
  if (!("engagement" in task)) {
    for (const key of ["ask_to_schedule_after", "schedule_label", "need"] as const) {
      if (key in task && task[key]?.length !== 0)
        report(["tasks", index, key], `${key} does nothing without engagement`, "key");
    }
    return;
  }
  const { roles } = document;
  if ((task.ask_to_schedule_after ?? []).length > 0 && roles && !("coordinator" in roles)) {
    report(
      ["tasks", index, "ask_to_schedule_after"],
      "There is no role coordinator under roles who could be asked",
      "key",
    );
  }
}

function checkLabel(label: string | undefined, path: YamlPath, { labels }: SoundDocument, report: Report): void {
  const states = (labels?.states ?? [undefined]).filter((state) => state !== undefined);
  // A hole is a state with a fault of its own, perhaps the very one that is meant.
  const isWhole = states.length === labels?.states?.length;
  if (label === undefined || !isWhole || states.includes(label)) return;
  report(path, `"${label}" is not one of the states of labels${suggest(label, states)}`);
}

/** Without a block of its own an engagement is one that tasks name, with what is usual. */
function checkEngagementName([index, { engagement }]: TaskEntry, document: SoundDocument, report: Report): void {
  const kinds = Object.keys(document.engagements ?? {});
  if (engagement === undefined || document.engagements === undefined || kinds.includes(engagement)) return;
  const message = `There is no "${engagement}" under engagements${suggest(engagement, kinds)}`;
  report(["tasks", index, "engagement"], message);
}

function checkJudgement([index, task]: TaskEntry, document: SoundDocument, report: Report): void {
  if (task.confirmed_by?.includes("candidate")) {
    for (const key of ["score", "feedback"] as const) {
      if (key in task) report(["tasks", index, key], `${key} does nothing: the candidate's own tick confirms`, "key");
    }
  }
  checkFormName(task.feedback?.form, "scored", ["tasks", index, "feedback", "form"], document, report);
}

function checkKinds(document: SoundDocument, report: Report): void {
  for (const [id, kind] of Object.entries(document.engagements ?? {})) {
    if (kind === undefined) continue;
    const path = ["engagements", id];
    const { helper, scheduled_label: label, log } = kind;
    if (helper !== undefined && document.roles) checkHolder(helper, [...path, "helper"], document.roles, report);
    checkTwice(kind.methods, [...path, "methods"], report);
    checkLabel(label, [...path, "scheduled_label"], document, report);
    checkFormName(log, "log", [...path, "log"], document, report);
  }
}

function checkFormName(
  id: string | undefined,
  wanted: "scored" | "log",
  path: YamlPath,
  { forms = {} }: SoundDocument,
  report: Report,
): void {
  if (id === undefined) return;
  if (!Object.hasOwn(forms, id)) {
    report(path, `There is no form "${id}" under forms${suggest(id, Object.keys(forms))}`);
    return;
  }
  const kind = forms[id]?.kind;
  if (kind !== undefined && kind !== wanted) report(path, `The form "${id}" is of kind ${kind}, not ${wanted}`);
}

function checkForms({ forms = {} }: SoundDocument, report: Report): void {
  for (const [id, form] of Object.entries(forms)) {
    if (form === undefined) continue;
    const path = ["forms", id];
    if (form.kind === "log") {
      for (const key of ["scale", "average", "least"] as const) {
        if (key in form) report([...path, key], `${key} does nothing in a form of kind log`, "key");
      }
      continue;
    }
    if (form.questions && "verdict" in form.questions) {
      report(
        [...path, "questions", "verdict"],
        "The line verdict is the form's own: call the question otherwise",
        "key",
      );
    }
    const scale = "scale" in form ? form.scale : USUAL_SCALE;
    for (const key of ["average", "least"] as const) {
      const points = form[key];
      if (points === undefined || scale === undefined || (points >= 1 && points <= scale)) continue;
      report([...path, key], `${key} must be from 1 to ${scale}, as scale says`);
    }
  }
}
