import type { Program } from "./program.ts";

/** What an issue's marker asks for; the version is a hint anybody may write. */
export interface ProgramHint {
  readonly programId: string;
  readonly version: number | null;
}

export type Choice =
  | { readonly kind: "chosen"; readonly program: Program }
  | { readonly kind: "unknown-program"; readonly programId: string }
  /** An accepted older version whose text this installation has never seen. */
  | { readonly kind: "unknown-version"; readonly programId: string; readonly version: number };

/**
 * Choose the version a new enrollment takes: the newest, or the older one its marker names while the newest lists it
 * under `accepts`. So nobody gets easier rules by writing an old number.
 *
 * @param programs - Every version of every program that is known, in any order.
 */
export function chooseVersion(programs: readonly Program[], hint: ProgramHint): Choice {
  const newest = newestVersion(programs, hint.programId);
  if (!newest) return { kind: "unknown-program", programId: hint.programId };
  const { version } = hint;
  if (version === null || !newest.accepts.includes(version)) return { kind: "chosen", program: newest };

  const older = findVersion(programs, hint.programId, version);
  if (!older) return { kind: "unknown-version", programId: hint.programId, version };
  return { kind: "chosen", program: older };
}

/** @returns `null` when no version of this program is known. */
export function newestVersion(programs: readonly Program[], programId: string): Program | null {
  const versions = programs.filter(({ id }) => id === programId);
  return versions.reduce<Program | null>((best, next) => (best && best.version > next.version ? best : next), null);
}

/** @returns `null` when this version is not known. */
export function findVersion(programs: readonly Program[], programId: string, version: number): Program | null {
  return programs.find((program) => program.id === programId && program.version === version) ?? null;
}
