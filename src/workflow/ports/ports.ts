import type { IssueRef } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import type { Wording } from "../../domain/talk/wording.ts";
import type { BadgePorts } from "../badge/issuing.ts";
import type { GitLabPort } from "./gitlab-port.ts";
import type { InboxPort, ReadDelivery } from "./inbox-port.ts";
import type { ReadDescription } from "./read-description.ts";
import type { EngagementsPort } from "./engagements-port.ts";
import type { ErrandsPort } from "./errands-port.ts";
import type { RemindersPort } from "./reminders-port.ts";
import type { ActionsPort, IssueGuardPort, JournalPort, PeoplePort, ProjectsPort } from "./store-port.ts";

/** The account the bot is, once GitLab told. */
export interface BotAccount {
  readonly userId: number;
  /** Its username: what a command begins with. */
  readonly handle: string;
  /** This one and all earlier ones: what they write is never heard as a person's word. */
  readonly ownIds: ReadonlySet<number>;
}

/** What reviewing an issue reaches, as `operation.ts` puts it together; each step names the part it needs. */
export interface ReviewPorts {
  readonly gitlab: GitLabPort;
  readonly inbox: InboxPort;
  readonly readDelivery: ReadDelivery;
  readonly journal: JournalPort;
  readonly actions: ActionsPort;
  readonly people: PeoplePort;
  readonly projects: ProjectsPort;
  readonly guard: IssueGuardPort;
  readonly engagements: EngagementsPort;
  readonly errands: ErrandsPort;
  readonly reminders: RemindersPort;
  readonly holidays: HolidaysPort;
  /** The register of badges, and what it takes to issue one. */
  readonly badging: BadgePorts;
  /** Is there a name in this text that must not be written down, such as a customer's? */
  readonly isDeniedName: (text: string) => boolean;
  /** How people reach this bot, without a slash at the end; `null` when nobody said: then no address is told. */
  readonly publicUrl: string | null;
  readonly read: ReadDescription;
  /** Every known version of every program. */
  readonly programs: () => readonly Program[];
  readonly bot: () => BotAccount;
  readonly wording: (program: Program) => Wording;
  /** Full path of a followed project; `null` for one this bot does not follow. */
  readonly projectPath: (projectId: number) => string | null;
  readonly followedProjects: () => readonly number[];
  readonly now: () => Date;
  /** When this process began to listen, by our clock: older issues of a new project are adopted quietly. */
  readonly startedAt: Date;
  /** Have the issue reviewed, at once or at a given moment. A hint only: what is lost is found by the janitor. */
  readonly wake: (issue: IssueRef, at?: Date) => void;
  /** This review got something done that lasts: earlier tries that crashed are no sign of a poisoned issue. */
  readonly progressed: () => Promise<void>;
  readonly log: Log;
  readonly count: Count;
}

/** On which days a country does not work. Countries are ISO 3166 codes, with a part or without: `DE`, `DE-BY`. */
export interface HolidaysPort {
  /** Make these countries ready for {@link HolidaysPort.isHoliday}. Unknown ones are passed over; again is cheap. */
  prepare(countries: Iterable<string>): Promise<void>;
  /**
   * Is an ISO date a public holiday, all day long, there? One that begins at noon or in the evening is none.
   * Never throws: a country that was not prepared, or does not exist, has no holidays; nor has what is no date of the
   * years 1900 to 2199.
   */
  isHoliday(country: string, day: string): boolean;
  /** Is there such a country, and such a part of it? */
  knows(country: string): Promise<boolean>;
}

/** One sentence and its fields. Never a secret, never what people wrote. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Count something that happened, for `/readyz` and metrics. */
export type Count = (
  what:
    | "badge-postponed"
    | "review"
    | "review-failed"
    | "parked"
    | "note"
    | "duplicate-note-deleted"
    | "count-mismatch",
) => void;
