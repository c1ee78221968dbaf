/** What somebody who tries the bot is told on the pages themselves. */
export interface Guide {
  /** Whom one can be at the top of a page, and what each is: by username. Nobody else is offered. */
  readonly people: ReadonlyMap<string, string>;
  /** What to try on the issue, one Markdown line each. */
  readonly steps: readonly string[];
}
