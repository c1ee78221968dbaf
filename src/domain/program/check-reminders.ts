import { checkHolder } from "./check-roles.ts";
import type { SoundDocument } from "./check-shape.ts";
import type { Addressee, ReminderTrigger } from "./program.ts";
import { hasEngagements, missingCause, roleBehind } from "./reminder-causes.ts";
import { USUAL_HOURS } from "./reminder-schema.ts";
import { checkTwice } from "./report.ts";
import type { Report } from "./report.ts";
import type { YamlPath } from "./yaml-text.ts";

type SoundReminder = NonNullable<NonNullable<SoundDocument["reminders"]>[number]>;

/** Working hours, reminders and the sponsor's step. */
export function checkReminders(document: SoundDocument, report: Report): void {
  checkWorkingHours(document, report);
  checkSponsorStep(document, report);
  const seen = new Set<ReminderTrigger>();
  for (const [index, rule] of (document.reminders ?? []).entries()) {
    if (rule === undefined) continue;
    checkSteps(rule, ["reminders", index], document, report);
    if (rule.when === undefined) continue;
    const path = ["reminders", index, "when"];
    if (seen.has(rule.when)) report(path, `There is a reminder ${rule.when} already: give it steps`);
    seen.add(rule.when);
    const missing = missingCause(rule.when, document);
    if (missing !== null) report(path, `${rule.when} never happens: ${missing}`);
  }
}

function checkWorkingHours({ working_hours: hours }: SoundDocument, report: Report): void {
  if (hours === undefined) return;
  checkTwice(hours.days, ["working_hours", "days"], report);
  const from = "from" in hours ? hours.from : USUAL_HOURS.from;
  const to = "to" in hours ? hours.to : USUAL_HOURS.to;
  if (from === undefined || to === undefined || from < to) return;
  report(["working_hours"], `The working day must begin (${from}) before it ends (${to})`, "key");
}

function checkSponsorStep({ roles, sponsor_step: step }: SoundDocument, report: Report): void {
  if (step === undefined || roles === undefined) return;
  checkHolder("sponsor", ["sponsor_step"], roles, (path, message) => report(path, message, "key"));
  if (step.silence?.then === "ask-coordinator" && !("coordinator" in roles)) {
    report(["sponsor_step", "silence", "then"], "There is no role coordinator under roles who could be asked");
  }
}

function checkSteps(rule: SoundReminder, path: YamlPath, document: SoundDocument, report: Report): void {
  if ("steps" in rule) {
    for (const key of ["to", "after"] as const) {
      if (key in rule) report([...path, key], `${key} does nothing beside steps: each step has its own`, "key");
    }
  } else if (!("to" in rule)) report(path, "A reminder needs to, or steps");
  if (rule.when === "engagement-tomorrow") checkTomorrow(rule, path, report);
  checkAddressees(rule.to, [...path, "to"], document, report);
  for (const [index, step] of (rule.steps ?? []).entries()) {
    if (step === undefined) continue;
    checkAddressees(step.to, [...path, "steps", index, "to"], document, report);
    if (index > 0 && step.after === 0) {
      report([...path, "steps", index, "after"], "A later step needs one working day or more after the one before");
    }
  }
}

/** Its moment is the last working day before, so there is nothing to count from. */
function checkTomorrow(rule: SoundReminder, path: YamlPath, report: Report): void {
  for (const key of ["after", "steps"] as const) {
    if (key in rule) report([...path, key], `${key} does nothing for engagement-tomorrow: it needs only to`, "key");
  }
}

function checkAddressees(to: SoundReminder["to"], path: YamlPath, document: SoundDocument, report: Report): void {
  if (typeof to === "string") checkAddressee(to, path, document, report);
  else {
    checkTwice(to, path, report);
    for (const [index, word] of (to ?? []).entries()) {
      if (word !== undefined) checkAddressee(word, [...path, index], document, report);
    }
  }
}

function checkAddressee(word: Addressee, path: YamlPath, document: SoundDocument, report: Report): void {
  if (word === "helper" && !hasEngagements(document)) report(path, "There is no engagement that could have a helper");
  const role = roleBehind(word);
  if (role !== null && document.roles && !(role in document.roles)) {
    report(path, `There is no role ${role} under roles`);
  }
}
