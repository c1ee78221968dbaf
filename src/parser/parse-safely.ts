import { type Box, parseChecklist } from "../domain/checklist/checklist.ts";
import { type Marker, readMarker } from "../domain/checklist/marker.ts";
import { readPeople } from "../domain/checklist/people.ts";
import { unpackBoxes } from "./packed-boxes.ts";
import { type GiveUpReason, ParseThread } from "./parse-thread.ts";

/** Reads boxes without ever holding up the event loop for long, whatever the description holds. */
export interface ChecklistParser {
  /** @returns "unreadable" when it took too long or too much memory; asking again would end the same way. */
  parse(description: string): Promise<Box[] | "unreadable">;
  /** End the thread. What is still being read, and every large description from now on, is "unreadable". */
  close(): Promise<void>;
}

/** The same for everything else a description is read for. */
export interface DescriptionReader extends ChecklistParser {
  readMarker(description: string): Promise<Marker | null | "unreadable">;
  readPeople(...args: Parameters<typeof readPeople>): Promise<ReturnType<typeof readPeople> | "unreadable">;
}

export interface ChecklistParserOptions {
  /** Up to this size, in bytes of UTF-8, a description is read in place, which takes a few milliseconds. */
  readonly inlineLimitBytes?: number;
  /** Longest time for one larger description, in milliseconds. */
  readonly deadlineMs?: number;
  /** Told why a description became "unreadable", for the log. */
  readonly onGiveUp?: (reason: GiveUpReason, cause?: unknown) => void;
}

/**
 * GitLab's limit. A webhook with a template of its own can claim more, and a thread that runs out of memory over it
 * may take the whole process along.
 *
 * @see https://docs.gitlab.com/administration/instance_limits/
 */
const MOST_CHARACTERS = 1_048_576;

/**
 * Descriptions read last. One review reads the same text up to four times: as the issue's, as the one before it, and as
 * both ends of a delivery.
 */
const REMEMBERED = 128;
/** Longer ones are rare, and remembering many could cost much. */
const REMEMBERED_CHARACTERS = 16_384;

/** Make a parser with one thread of its own, which starts with the first large description. */
export function createChecklistParser(options: ChecklistParserOptions = {}): DescriptionReader {
  const { inlineLimitBytes = 65_536, deadlineMs = 2000, onGiveUp = () => {} } = options;
  const thread = new ParseThread({ deadlineMs, onGiveUp });
  const boxesOf = new Map<string, Box[]>();

  /** Small ones in place, large ones in the thread, impossible ones not at all. */
  async function read<Here, There>(
    description: string,
    inPlace: () => Here,
    inThread: () => Promise<There>,
  ): Promise<Here | There | "unreadable"> {
    if (description.length > MOST_CHARACTERS) {
      onGiveUp("too-long");
      return "unreadable";
    }
    return Buffer.byteLength(description) <= inlineLimitBytes ? inPlace() : inThread();
  }

  return {
    parse: (description) =>
      read(
        description,
        () => remembered(boxesOf, description, () => parseChecklist(description)),
        async () => {
          const packed = await thread.ask("checklist", description);
          return packed === "unreadable" ? packed : unpackBoxes(packed);
        },
      ),
    readMarker: (description) =>
      read(
        description,
        () => readMarker(description),
        () => thread.ask("marker", description),
      ),
    readPeople: (description, ...rest) =>
      read(
        description,
        () => readPeople(description, ...rest),
        () => thread.ask("people", description, ...rest),
      ),
    close: () => thread.close(),
  };
}

function remembered<Value>(known: Map<string, Value>, key: string, read: () => Value): Value {
  if (key.length > REMEMBERED_CHARACTERS) return read();
  const value = known.get(key) ?? read();
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return value;
}
