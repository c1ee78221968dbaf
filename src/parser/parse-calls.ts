import { parseChecklist } from "../domain/checklist/checklist.ts";
import { readMarker } from "../domain/checklist/marker.ts";
import { readPeople } from "../domain/checklist/people.ts";
import { type PackedBoxes, packBoxes } from "./packed-boxes.ts";

/** What the parsing thread can be asked, by name. Arguments and answers are copied between threads. */
export const parseCalls = {
  checklist: (description: string): PackedBoxes => packBoxes(parseChecklist(description)),
  marker: readMarker,
  people: readPeople,
};

export type ParseCalls = typeof parseCalls;
export type ParseCallName = keyof ParseCalls;

export interface ParseRequest {
  readonly call: ParseCallName;
  readonly args: readonly unknown[];
}

/** First the thread says that it has loaded, then it answers one request after the other. */
export type ThreadMessage = { readonly kind: "ready" } | { readonly kind: "answer"; readonly answer: unknown };
