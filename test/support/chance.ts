/** Numbers from 0 to 1 that look random and are the same in every run. */
export type Chance = () => number;

/** Mulberry32: small, and even enough to decide what goes wrong. */
export function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(chance: Chance, from: readonly T[]): T {
  const chosen = from[Math.floor(chance() * from.length)];
  if (chosen === undefined) throw new RangeError("Cannot pick from nothing");
  return chosen;
}
