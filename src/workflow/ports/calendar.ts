/** A calendar as data; `src/web` writes it as a file. */
export interface Calendar {
  /** One engagement, to be taken over once, or everything of one person, to be subscribed to. */
  readonly kind: "engagement" | "feed";
  readonly name: string;
  /** Cancelled ones too: a calendar that took one over learns of its end only from being told. */
  readonly events: readonly CalendarEvent[];
}

/** One engagement as calendars show it. */
export interface CalendarEvent {
  /** The same over the whole life of the engagement, ends with `@<host of PUBLIC_URL>`. */
  readonly uid: string;
  /** Higher after every change of the times and after cancelling; that is how calendars know what replaces what. */
  readonly sequence: number;
  readonly isCancelled: boolean;
  readonly start: Date;
  readonly end: Date;
  /** When the engagement was last changed. */
  readonly changedAt: Date;
  readonly title: string;
  readonly description: string;
  /** What the entry links to; `null` for nothing. The bot links to nothing: a calendar tells no address of an issue. */
  readonly url: string | null;
}
