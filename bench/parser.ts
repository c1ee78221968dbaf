import MarkdownIt from "markdown-it";

import { parseChecklist } from "../src/domain/checklist/checklist.ts";

/** A written description: prose, lists with and without marks, a table, code, quotes. Nothing in it is rare. */
const PARAGRAPHS = `## Candidate Tasks

Welcome! This issue is the path through the certification, from reading to leading a migration. Tick a box when you
think the task is done; the status note in the comments always says what is next and **who it waits for**.

- [x] Review migration services resources, including documentation and delivery kits
- [ ] Pass a graded migration assessment
- [ ] Complete a congregate-onboarding workshop
  - [ ] Read the [workshop guide](https://docs.example.com/workshop/guide.html) first
  - [~] Visit the *London* office
- [ ] Shadow a migration that is led by a PSE Migration Engineer

> While you work through the tasks, reach out to the project coordinator named above to schedule your shadow.

1. Import and export with the UI or the API between GitLab, GitHub and Bitbucket
2. Read a statement of work and say what is in scope and what is not

| Task | What you do | Confirmed by |
| --- | --- | --- |
| Assessment | Take the migration assessment. The coordinator tells you where. | project coordinator |
| Shadow | Be there, and watch, while an engineer leads a migration. | PSE Migration Engineer |

\`\`\`shell
congregate migrate --commit --skip-users # - [ ] no box in code
\`\`\`

<details>
<summary>What each task means, and who confirms it</summary>

- [Congregate](https://docs.example.com/congregate): documentation, readiness checklist, questions

</details>

`;

const SIZES = [6_000, 60_000, 1_000_000] as const;

/**
 * Measure the checklist parser beside the block rules of Markdown-it alone, which is the least any parser built on
 * them can cost.
 *
 * Both read the same text in turns, so that other work on the machine slows both.
 */
export async function benchParser(options: {
  readonly quick: boolean;
}): Promise<{ name: string; rows: readonly Record<string, string | number>[] }> {
  const rows = SIZES.map((size) => {
    const text = PARAGRAPHS.repeat(Math.ceil(size / PARAGRAPHS.length)).slice(0, size);
    const repeats = Math.max(1, Math.round((options.quick ? 600_000 : 3_000_000) / size));
    const rounds = options.quick ? 5 : 15;
    const ours: number[] = [];
    const peer: number[] = [];
    for (let round = -3; round < rounds; round += 1) {
      const speeds = [
        { list: ours, speed: speedOf(() => parseChecklist(text).length, size, repeats) },
        { list: peer, speed: speedOf(() => blockRules.parse(text, {}).length, size, repeats) },
      ];
      // The first rounds are the compiler's.
      if (round >= 0) for (const { list, speed } of speeds) list.push(speed);
    }
    return {
      size: `${size / 1000} KB`,
      boxes: parseChecklist(text).length,
      "parseChecklist MB/s": toTenth(median(ours)),
      "block rules alone MB/s": toTenth(median(peer)),
      "min–max MB/s": `${toTenth(Math.min(...ours))}–${toTenth(Math.max(...ours))}`,
    };
  });
  return { name: "checklist parser", rows };
}

const blockRules = new MarkdownIt({ html: true });
blockRules.core.ruler.enableOnly(["normalize", "block"]);

/** @returns Megabytes (10⁶ bytes) a second. */
function speedOf(run: () => number, size: number, repeats: number): number {
  const start = performance.now();
  for (let index = 0; index < repeats; index += 1) run();
  return (size * repeats) / (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
