import * as fc from "fast-check";
import { expect, test } from "vitest";

import { chooseCoordinator } from "../../../src/domain/enrollment/choose-coordinator.ts";

const POOL = [1, 2, 3] as const;

test.each<[load: readonly number[], away: readonly number[], person: number, why: string]>([
  [[0, 0, 0], [], 1, "least-load"],
  [[1, 0, 0], [], 2, "least-load"],
  [[2, 1, 0], [], 3, "least-load"],
  [[1, 1, 1], [], 1, "least-load"],
  [[0, 0, 0], [1], 2, "others-away"],
  [[5, 9, 0], [3], 1, "others-away"],
  [[5, 9, 0], [1, 2], 3, "least-load"],
  // Somebody has to look after it.
  [[5, 4, 6], [1, 2, 3], 2, "least-load"],
])("with %j open each and %j away it is %i, by %s", (load, away, person, why) => {
  const byPerson = new Map(POOL.map((one, index) => [one, load[index] ?? 0]));

  expect(chooseCoordinator(POOL, byPerson, (one) => away.includes(one))).toEqual({ person, why });
});

test("of nobody nobody is chosen", () => {
  expect(chooseCoordinator([], new Map(), () => false)).toBeNull();
});

test("while everybody is there, nobody ever looks after two more than anybody else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 60 }), (size, issues) => {
      const pool = Array.from({ length: size }, (_, index) => index + 1);
      const load = new Map<number, number>();
      for (let issue = 0; issue < issues; issue += 1) {
        const person = chooseCoordinator(pool, load, () => false)?.person ?? 0;
        load.set(person, (load.get(person) ?? 0) + 1);
      }
      const loads = pool.map((person) => load.get(person) ?? 0);

      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
    }),
  );
});
