import type { Chance } from "./chance.ts";

/** A process that can die between any two calls to the outside: the store or GitLab. */
export interface Mortal {
  /** The same methods; once dead, a call never answers. */
  wrap<T extends object>(port: T): T;
  /** Resolves when it died and everything it had begun has ended, as after a kill. */
  readonly death: Promise<void>;
}

/**
 * @param often - Chance of dying at one call; half the deaths come before the call is made, half after it took effect
 *   and before its answer is heard.
 */
export function createMortal(chance: Chance, often: number): Mortal {
  let isDead = false;
  let die: () => void = () => {};
  const begun = new Set<Promise<unknown>>();
  const killed = new Promise<void>((resolve) => {
    die = resolve;
  });

  async function ended(): Promise<void> {
    await killed;
    while (begun.size > 0) await Promise.allSettled(begun);
  }
  const never = new Promise<never>(() => {});

  function dies(): boolean {
    if (!isDead && chance() < often) {
      isDead = true;
      die();
    }
    return isDead;
  }

  return {
    death: ended(),
    wrap: (port) =>
      new Proxy(port, {
        get(target, name, receiver): unknown {
          const value: unknown = Reflect.get(target, name, receiver);
          if (typeof value !== "function") return value;
          return (...parameters: unknown[]): unknown => {
            if (dies()) return never;
            const answer: unknown = Reflect.apply(value, target, parameters);
            if (!(answer instanceof Promise)) return answer;
            begun.add(answer);
            const forget = (): void => void begun.delete(answer);
            answer.then(forget, forget);
            return answer.then((result: unknown) => (dies() ? never : result));
          };
        },
      }),
  };
}
