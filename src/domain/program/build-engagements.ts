import type { Rubric } from "../feedback/rubric.ts";
import { USUAL_LENGTH, USUAL_SCALE } from "./engagement-schema.ts";
import type { ProgramDocument } from "./program-schema.ts";
import type { EngagementKind, FeedbackRule, RoleId, ScoreRule } from "./program.ts";
import { millisecondsOf } from "./value-schema.ts";

type TaskDocument = ProgramDocument["tasks"][number];
type KindDocument = NonNullable<ProgramDocument["engagements"]>[string];

/** The kinds the document describes, or else one with the usual data for each word that tasks use. */
export function buildEngagements(document: ProgramDocument): EngagementKind[] {
  const { engagements, tasks } = document;
  if (engagements !== undefined) {
    return Object.entries(engagements).map(([id, kind]) => buildKind(id, kind, document));
  }
  const named = new Map<string, TaskDocument>();
  for (const task of tasks) {
    if (task.engagement !== undefined && !named.has(task.engagement)) named.set(task.engagement, task);
  }
  return [...named].map(([id, task]) => buildKind(id, usualKind(task, document), document));
}

function usualKind(task: TaskDocument, document: ProgramDocument): KindDocument {
  const helper = usualHelper(task, document);
  return { helper, helper_leads: true, length: USUAL_LENGTH, methods: [], due_date: false };
}

/** Whoever confirms was there; who only coordinates was not, and a role nobody can be given has no use. */
function usualHelper({ confirmed_by }: TaskDocument, { roles }: ProgramDocument): KindDocument["helper"] {
  const helper = confirmed_by.filter(isHelper).find((role) => (roles[role]?.assigned_by ?? []).length > 0);
  return helper ?? "coordinator";
}

function isHelper(role: RoleId): role is Exclude<RoleId, "candidate" | "coordinator"> {
  return role !== "candidate" && role !== "coordinator";
}

function buildKind(id: string, kind: KindDocument, { labels }: ProgramDocument): EngagementKind {
  const usualLabel = `${id}-scheduled`;
  return {
    id,
    name: kind.name ?? id,
    helper: kind.helper,
    helperLeads: kind.helper_leads,
    lengthMs: millisecondsOf(kind.length),
    methods: kind.methods,
    notice: kind.notice ?? null,
    scheduledLabel: kind.scheduled_label ?? (labels.states.includes(usualLabel) ? usualLabel : null),
    log: kind.log ?? null,
    setsDueDate: kind.due_date,
  };
}

export function buildForms({ forms }: ProgramDocument): Rubric[] {
  return Object.entries(forms).map(([id, form]) => ({
    id,
    kind: form.kind,
    scale: form.scale ?? USUAL_SCALE,
    average: form.average ?? 0,
    least: form.least ?? 0,
    questions: Object.entries(form.questions).map(([question, text]) => ({ id: question, text })),
  }));
}

export function buildScore({ score }: TaskDocument): ScoreRule | null {
  if (!score) return null;
  const { pass, required, attempts, cooldown_days: coolDownDays } = score;
  return { pass, required, attempts, coolDownDays };
}

export function buildFeedback({ feedback }: TaskDocument): FeedbackRule | null {
  return feedback ?? null;
}
