import type { Box } from "../../domain/checklist/checklist.ts";
import type { Marker } from "../../domain/checklist/marker.ts";

/**
 * What a description is read for. A large one is read beside the event loop and given up after a while: then the
 * answer is `unreadable`. Nothing here throws.
 */
export interface ReadDescription {
  parse(description: string): Promise<readonly Box[] | "unreadable">;
  readMarker(description: string): Promise<Marker | null | "unreadable">;
  /** By label as given, for each label that has a line. */
  readPeople(
    description: string,
    labels: readonly string[],
    heading?: string,
  ): Promise<ReadonlyMap<string, readonly string[]> | "unreadable">;
}
