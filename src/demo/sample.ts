import type { Issue, Project, User } from "./gitlab/model.ts";
import type { Guide } from "./gitlab/pages/guide.ts";
import type { StandIn } from "./gitlab/stand-in.ts";

/** The people of the demo, and the project they meet in. All made up. */
export interface Sample {
  readonly project: Project;
  /** The candidate, an engineer of a partner: a Guest. */
  readonly maria: User;
  /** The partner's contact at GitLab: opens the issue. */
  readonly jonas: User;
  /** Project coordinator, Maintainer. */
  readonly priya: User;
  /** PSE migration engineer. */
  readonly tom: User;
  readonly bot: User;
  readonly botToken: string;
}

const PEOPLE: Guide["people"] = new Map([
  ["msilva", "the candidate"],
  ["pnair", "project coordinator"],
  ["tbecker", "migration engineer"],
  ["jweber", "GitLab representative"],
]);

const PROJECT = "partners/acme/certification";
const DAY_MS = 86_400_000;

/**
 * The way from an open issue to a certified candidate, for whoever tries the bot.
 *
 * @param now - The dates in it are some weeks later.
 */
export function guideAt(now: Date): Guide {
  const date = dayAfter(now, 21);
  return {
    people: PEOPLE,
    steps: [
      "You are **Maria** (top of the page). Tick her first three tasks: after a few seconds the bot asks Priya in the comments. Then comment where Maria is: `@onboarding-bot my zone America/Sao_Paulo`",
      "Become **Priya** and tick the two boxes under *Coordinator Tasks*. Then set a date; the note tells it in two time zones, with a calendar file: " +
        `\`@onboarding-bot schedule shadow ${date} 09:00 Europe/Berlin with @tbecker\``,
      `Move it: \`@onboarding-bot reschedule shadow ${date} 20:00 Europe/Berlin\``,
      "As **Tom**, say that it is done: `@onboarding-bot confirm shadow`",
      `Tom offers a lead on the [desk](/${PROJECT}/-/issues/2), which Maria cannot see. Take it for her there, as **Priya**: \`@onboarding-bot accept 1 for @msilva\``,
      "Back here, as **Tom**, ask for the form, and **reply** to it with points from 1 to 5 and a pass; then Maria is certified: `@onboarding-bot feedback lead`",
      "As **Maria**, open the badge (its link is in the last note) and put her name on it: `@onboarding-bot badge show-name`. Its page says how anybody checks it; try its file at `/verify` there",
      "Curious? Tick as Maria what only Tom may confirm, or comment `@onboarding-bot help`",
    ],
  };
}

const GUEST = 10;
const REPORTER = 20;
const MAINTAINER = 40;

/** Fill an empty stand-in with one project of a partner and the people of one certification. */
export function createSample(standIn: StandIn, path = PROJECT): Sample {
  const { state } = standIn;
  const project = state.createProject(path, { visibility: "private", premium: true });
  const maria = state.createUser({ username: "msilva", name: "Maria Silva" });
  const jonas = state.createUser({ username: "jweber", name: "Jonas Weber" });
  const priya = state.createUser({ username: "pnair", name: "Priya Nair" });
  const tom = state.createUser({ username: "tbecker", name: "Tom Becker" });
  state.addMember(project, priya, MAINTAINER);
  state.addMember(project, jonas, MAINTAINER);
  state.addMember(project, maria, GUEST);
  state.addMember(project, tom, REPORTER);
  const bot = state.createUser({ username: "onboarding-bot", name: "Onboarding bot" });
  state.addMember(project, bot, REPORTER);
  return { project, maria, jonas, priya, tom, bot, botToken: bot.token };
}

/** An issue as Jonas opens it for Maria: from the template, with everybody named. */
export function openIssue(standIn: StandIn, sample: Sample, template: string, names: Partial<People> = {}): Issue {
  const people: People = {
    candidate: "@msilva",
    sponsor: "@jweber",
    coordinator: "@pnair",
    engineer: "@tbecker",
    ...names,
  };
  return standIn.state.createIssue(sample.project, sample.jonas, {
    title: "Migration certification: Maria Silva",
    description: fillPeople(template, Object.values(people)),
    assignees: [sample.maria],
  });
}

/** The clocks of their profiles, as GitLab tells them to the bot. */
export function setZones({ state }: StandIn, { maria, priya, tom, jonas }: Sample): void {
  state.setZone(maria, "America/Sao_Paulo");
  state.setZone(priya, "Asia/Kolkata");
  state.setZone(tom, "Europe/Berlin");
  state.setZone(jonas, "Europe/Berlin");
}

/** The desk of the program as Priya opens it, with a lead that Tom offers. */
export function openDesk({ state }: StandIn, { project, priya, tom }: Sample, program: string): Issue {
  const desk = state.createIssue(project, priya, {
    title: "Desk: migration certification",
    description: `Engineers offer their dates here, coordinators accept them for those who wait.\n\n<!-- onboarding-bot: desk ${program} -->\n`,
    confidential: true,
  });
  state.post(desk, priya, { body: "@onboarding-bot assign engineer @tbecker" });
  const offer = `offer lead ${dayAfter(state.now(), 35)} 08:00 Europe/Berlin for 6h method direct-transfer codename blue-heron`;
  state.post(desk, tom, { body: `@onboarding-bot ${offer}` });
  return desk;
}

/** `2026-12-12`, a Saturday: migrations are at weekends. */
function dayAfter(now: Date, days: number): string {
  const earliest = new Date(now.getTime() + days * DAY_MS);
  const saturday = new Date(earliest.getTime() + (6 - earliest.getUTCDay()) * DAY_MS);
  return saturday.toISOString().slice(0, 10);
}

interface People {
  readonly candidate: string;
  readonly sponsor: string;
  readonly coordinator: string;
  readonly engineer: string;
}

/** Write names behind the empty lines of the first list that ends in colons, in order. */
export function fillPeople(template: string, names: readonly string[]): string {
  let next = 0;
  return template.replaceAll(/^- [^[\]\n]+:[ \t]*$/gm, (line) => {
    const name = names[next] ?? "";
    next += 1;
    return name === "" ? line : `${line.trimEnd()} ${name}`;
  });
}
