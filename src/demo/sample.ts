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

/** The way from an open issue to a certified candidate, for whoever tries the bot. */
export const GUIDE: Guide = {
  people: new Map([
    ["msilva", "the candidate"],
    ["pnair", "project coordinator"],
    ["tbecker", "migration engineer"],
    ["jweber", "GitLab representative"],
  ]),
  steps: [
    "You are **Maria** (top of the page). Tick her first three tasks, then watch the comments: after a few seconds the bot asks Priya.",
    "Become **Priya** and tick the two boxes under *Coordinator Tasks*. Her ask is settled, and the shadow can be scheduled.",
    "As **Maria**, tick *Shadow*. As **Tom**, tick *Shadow* under *PSE Tasks*.",
    "The same for *Lead*. Then Maria is certified and the issue is closed.",
    "Curious? As Maria, tick what only Tom may confirm, or comment `@onboarding-bot next`.",
  ],
};

const GUEST = 10;
const REPORTER = 20;
const MAINTAINER = 40;

/** Fill an empty stand-in with one project of a partner and the people of one certification. */
export function createSample(standIn: StandIn, path = "partners/acme/certification"): Sample {
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
