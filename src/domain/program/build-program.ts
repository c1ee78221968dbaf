import { buildBadge } from "./build-badge.ts";
import { buildEngagements, buildFeedback, buildForms, buildScore } from "./build-engagements.ts";
import { buildReminders, buildSponsorStep, buildWorkingHours } from "./build-reminders.ts";
import type { ProgramDocument } from "./program-schema.ts";
import type { Program, Role, RoleId, Task } from "./program.ts";
import { millisecondsOf } from "./value-schema.ts";

/** Where each box stands in the template: heading by task, and by task for its second box. */
export interface Sections {
  readonly tasks: ReadonlyMap<string, string>;
  readonly confirmBoxes: ReadonlyMap<string, string>;
}

/** From the words of the file to the words of the code. The document has been checked; nothing fails here. */
export function buildProgram(document: ProgramDocument, sections: Sections): Program {
  return {
    id: document.id,
    version: document.version,
    accepts: document.accepts,
    title: document.title,
    shortTitle: document.short_title ?? document.title,
    language: document.language,
    timeZone: document.time_zone,
    peopleHeading: document.people_heading,
    audiences: Object.entries(document.audiences).map(([id, audience]) => ({
      id,
      projects: audience.projects,
      firstContact: audience.first_contact,
    })),
    roles: buildRoles(document.roles),
    tasks: document.tasks.map((task) => buildTask(task, document, sections)),
    engagements: buildEngagements(document),
    forms: buildForms(document),
    workingHours: buildWorkingHours(document),
    reminders: buildReminders(document),
    sponsorStep: buildSponsorStep(document),
    badge: buildBadge(document),
    labels: document.labels,
    asks: { settleMs: millisecondsOf(document.asks.settle), bundle: document.asks.bundle },
    completion: document.completion,
    repairAfterMs: millisecondsOf(document.repair_after),
    wording: document.wording,
  };
}

function buildRoles(roles: ProgramDocument["roles"]): Program["roles"] {
  return {
    candidate: { ...NOBODY, id: "candidate", label: roles.candidate.label, fallback: roles.candidate.fallback },
    sponsor: buildRole("sponsor", roles.sponsor),
    coordinator: buildRole("coordinator", roles.coordinator),
    engineer: buildRole("engineer", roles.engineer),
    owner: buildRole("owner", roles.owner),
  };
}

const NOBODY = { users: [], group: null, minAccess: null, assignedBy: [], fallback: [] } as const;

function buildRole(id: RoleId, role: ProgramDocument["roles"]["owner"]): Role {
  if (!role) return { ...NOBODY, id, label: "" };
  return {
    id,
    label: role.label,
    users: role.users,
    group: role.group ?? null,
    minAccess: role.min_access === undefined ? null : accessLevelOf(role.min_access),
    assignedBy: role.assigned_by,
    fallback: [],
  };
}

/** @see https://docs.gitlab.com/api/members/#roles */
const ACCESS_LEVELS = { guest: 10, planner: 15, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

function accessLevelOf(access: keyof typeof ACCESS_LEVELS | number): number {
  return typeof access === "number" ? access : ACCESS_LEVELS[access];
}

function buildTask(task: ProgramDocument["tasks"][number], { labels }: ProgramDocument, sections: Sections): Task {
  const section = sections.tasks.get(task.id);
  const confirmSection = sections.confirmBoxes.get(task.id);
  const usualLabel = `schedule-${task.engagement}`;
  return {
    id: task.id,
    text: task.text,
    also: task.also,
    name: task.name ?? task.id.replaceAll("-", " "),
    confirmBox: task.confirm_box ?? null,
    confirmedBy: task.confirmed_by,
    required: task.required,
    requires: task.requires,
    engagement: task.engagement ?? null,
    askToScheduleAfter: task.ask_to_schedule_after,
    scheduleLabel: task.schedule_label ?? (labels.states.includes(usualLabel) ? usualLabel : null),
    need: task.need ?? "",
    score: buildScore(task),
    feedback: buildFeedback(task),
    ...(section === undefined ? {} : { section }),
    ...(confirmSection === undefined ? {} : { confirmSection }),
  };
}
