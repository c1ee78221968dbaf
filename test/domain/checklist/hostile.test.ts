import { expect, test } from "vitest";

import { parseChecklist } from "../../../src/domain/checklist/checklist.ts";
import { readMarker } from "../../../src/domain/checklist/marker.ts";
import { readPeople } from "../../../src/domain/checklist/people.ts";
import { hostileDescriptions } from "../../parser/hostile.ts";

const QUARTER = new Map(hostileDescriptions(262_144));
const WHOLE = hostileDescriptions(1_048_576);
/** Four times the length may cost eight times the time: twice linear, for collected garbage and colder caches. */
const MOST_GROWTH = 8;
/** Shorter times than this say more about the machine than about the parser. */
const LEAST_MS = 40;

test.for(WHOLE)("parseChecklist() takes time in proportion to %s", ([name, description]) => {
  const growth = leastOf(3, () => {
    const quarter = cpuMsOf(() => parseChecklist(QUARTER.get(name) ?? ""));
    return cpuMsOf(() => parseChecklist(description)) / Math.max(quarter, LEAST_MS);
  });

  expect(growth).toBeLessThanOrEqual(MOST_GROWTH);
});

test.for(WHOLE.filter(([name]) => /people|colons|markers|lazy/.test(name)))(
  "readPeople() and readMarker() take time in proportion to %s",
  ([name, description]) => {
    const read = (text: string): void => {
      readPeople(text, ["Candidate", "Sponsor"]);
      readMarker(text);
    };
    const growth = leastOf(3, () => {
      const quarter = cpuMsOf(() => read(QUARTER.get(name) ?? ""));
      return cpuMsOf(() => read(description)) / Math.max(quarter, LEAST_MS);
    });

    expect(growth).toBeLessThanOrEqual(MOST_GROWTH);
  },
);

/** Measured again only when it looks bad. */
function leastOf(tries: number, measure: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < tries && least > MOST_GROWTH; index += 1) least = Math.min(least, measure());
  return least;
}

/** Time of this thread alone: what other processes take from it is not counted. */
function cpuMsOf(run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
