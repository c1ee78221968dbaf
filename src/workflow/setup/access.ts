/** GitLab's access levels, as far as they matter here. https://docs.gitlab.com/api/members/#roles */
export const LEVEL = { planner: 15, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

const NAMES: readonly (readonly [level: number, name: string])[] = [
  [50, "Owner"],
  [40, "Maintainer"],
  [30, "Developer"],
  [20, "Reporter"],
  [15, "Planner"],
  [10, "Guest"],
  [5, "Minimal Access"],
];

export function nameOfLevel(level: number): string {
  return NAMES.find(([least]) => level >= least)?.[1] ?? "no member";
}

/** The only scope that reads and writes issues. */
export const SCOPE = "api";
