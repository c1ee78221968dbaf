import type { PersonId } from "./fact.ts";

/**
 * Who looks after a new enrollment: of those who are there, whoever looks after the fewest; everybody counts when nobody
 * is there. What is equal goes by the order of the program.
 *
 * @param load - Open enrollments by coordinator; nobody who is missing has any.
 */
export function chooseCoordinator(
  pool: readonly PersonId[],
  load: ReadonlyMap<PersonId, number>,
  isAway: (person: PersonId) => boolean,
): { readonly person: PersonId; readonly why: "least-load" | "others-away" } | null {
  const least = leastLoaded(pool, load);
  if (least === null) return null;
  const present = leastLoaded(
    pool.filter((person) => !isAway(person)),
    load,
  );
  return present === null || present === least
    ? { person: least, why: "least-load" }
    : { person: present, why: "others-away" };
}

function leastLoaded(pool: readonly PersonId[], load: ReadonlyMap<PersonId, number>): PersonId | null {
  const loadOf = (person: PersonId): number => load.get(person) ?? 0;
  return pool.reduce<PersonId | null>(
    (least, person) => (least === null || loadOf(person) < loadOf(least) ? person : least),
    null,
  );
}
