import type { Handler } from "./request.ts";

export interface Route {
  readonly method: string;
  /** `/projects/:id/issues/:iid`; a parameter is one encoded segment. */
  readonly pattern: string;
  readonly handler: Handler;
}

interface Match {
  readonly handler: Handler;
  readonly pattern: string;
  readonly segments: Readonly<Record<string, string>>;
}

/** @returns The match, or the methods that this path does know (none: no such path). */
export type Lookup = (method: string, path: string) => Match | readonly string[];

/** @param routes - The first that fits wins, so fixed words come before parameters. */
export function createRouter(routes: readonly Route[]): Lookup {
  const table = routes.map((route) => ({ ...route, parts: route.pattern.split("/") }));
  return (method, path) => {
    const parts = path.split("/");
    const known: string[] = [];
    for (const route of table) {
      const segments = route.parts.length === parts.length ? fit(route.parts, parts) : null;
      if (!segments) continue;
      if (route.method === method) return { handler: route.handler, pattern: route.pattern, segments };
      known.push(route.method);
    }
    return known;
  };
}

function fit(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const segments: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (wanted.startsWith(":")) {
      const value = decode(part);
      if (value === null || value === "") return null;
      segments[wanted.slice(1)] = value;
    } else if (wanted !== part) return null;
  }
  return segments;
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // A broken escape names nothing; the answer is 404 like for any unknown path.
  }
}
