/**
 * `npm run bench [-- --quick] [-- --write] [-- name…]`: measure what DESIGN asks for, always beside what it is compared
 * with, in the same run on the same machine. A full run writes docs/benchmarks.md.
 */
import { writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

import { benchBadges } from "./badges.ts";
import { type BenchOptions, markdownTable, type Table } from "./figures.ts";
import { benchHotIssue } from "./hot-issue.ts";
import { benchIdle } from "./idle.ts";
import { benchIntake } from "./intake.ts";
import { benchLatency } from "./latency.ts";
import { benchMany } from "./many.ts";
import { benchParser } from "./parser.ts";

const REPORT = "docs/benchmarks.md";

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Table>>> = {
  parser: benchParser,
  badges: benchBadges,
  intake: benchIntake,
  hot: benchHotIssue,
  latency: benchLatency,
  idle: benchIdle,
  many: benchMany,
};

const argv = process.argv.slice(2);
const flags = argv.filter((argument) => argument.startsWith("-"));
const names = argv.filter((argument) => !argument.startsWith("-"));
const unknown = [
  ...flags.filter((flag) => flag !== "--quick" && flag !== "--write"),
  ...names.filter((name) => !(name in BENCHES)),
];
if (unknown.length > 0) {
  process.stderr.write(
    `Cannot measure "${unknown.join(" ")}": there is --quick, --write, ${Object.keys(BENCHES).join(", ")}\n`,
  );
  process.exitCode = 2;
} else await run({ quick: flags.includes("--quick") });

async function run(options: BenchOptions): Promise<void> {
  const began = performance.now();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
  process.stdout.write(`${machine}\nload at the start: ${loadavg()[0]?.toFixed(1)}\n`);
  const tables: Table[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const table = await attempt(name, () => bench(options));
    tables.push(table);
    process.stdout.write(`\n${name}: ${table.name}\n`);
    console.table(table.rows);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(`\nTook ${seconds} s\n`);
  const isFull = !options.quick && names.length === 0;
  if (isFull || flags.includes("--write")) {
    writeFileSync(REPORT, report(tables, machine, options));
    process.stdout.write(`Wrote ${REPORT}\n`);
  }
}

/** One that fails is told in its place and does not take the others along. */
async function attempt(name: string, bench: () => Promise<Table>): Promise<Table> {
  try {
    return await bench();
  } catch (error) {
    process.exitCode = 1;
    return { name, rows: [{ failed: error instanceof Error ? error.message : String(error) }] };
  }
}

function report(tables: readonly Table[], machine: string, { quick }: BenchOptions): string {
  return `# Benchmarks

Written by \`npm run bench\`${quick ? " in its quick form" : ""}; do not edit. Medians, with least and most in brackets. Compare ratios within this page, not
numbers across machines: whatever a figure is measured against ran beside it, in turns.

Machine: ${machine}; load ${loadavg()[0]?.toFixed(1)} at the end of the run.

${tables.map(({ name, rows }) => `## ${name}\n\n${markdownTable(rows)}\n`).join("\n")}`;
}
