import type { Env } from "markdown-it";

import type { Block } from "./blocks.ts";
import { readText } from "./task-text.ts";

/** Tells, while the blocks of a description pass by, under which heading one stands. */
export interface Sections {
  pass(heading: Block): void;
  /** Text of the nearest heading above, or `null`. */
  above(block: Block): string | null;
}

/** A heading inside a quote heads the rest of that quote only: quoting somebody's page starts no new section here. */
export function trackSections(env: Env): Sections {
  // Read when first asked for: most headings head no box.
  let plain: { heading: Block; text?: string } | null = null;
  let quoted: { heading: Block; text?: string } | null = null;
  return {
    pass(heading) {
      if (heading.quote === 0) plain = { heading };
      else quoted = { heading };
    },
    above(block) {
      const nearest = block.quote !== 0 && quoted?.heading.quote === block.quote ? quoted : plain;
      if (!nearest) return null;
      nearest.text ??= readText(nearest.heading.source, env);
      return nearest.text;
    },
  };
}
