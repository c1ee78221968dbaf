import { LINE_SIZES, lineSizeOf, overSizeOf, SMALL_SIZES, underSizeOf } from "../badge/art.ts";
import { LEAST_CONTRAST, leastTextContrast } from "../badge/colors.ts";
import { isDrawable, widthOf } from "../badge/fit-text.ts";
import type { SoundDocument } from "./check-shape.ts";
import { checkTwice, suggest } from "./report.ts";
import type { Report, TaskEntry } from "./report.ts";
import { millisecondsOf } from "./value-schema.ts";
import type { YamlPath } from "./yaml-text.ts";

type SoundBadge = NonNullable<SoundDocument["badge"]>;
type SoundArt = NonNullable<SoundBadge["art"]>;

/** The badge: what it names must be there, and what it shows must be read. */
export function checkBadge({ badge }: SoundDocument, tasks: readonly TaskEntry[], report: Report): void {
  if (!badge) return;
  checkResult(badge, tasks, report);
  checkRenewal(badge, report);
  checkSkills(badge, report);
  if (badge.art) checkArt(badge.art, report);
}

function checkResult({ result_of: id }: SoundBadge, tasks: readonly TaskEntry[], report: Report): void {
  const ids = tasks.flatMap(([, task]) => task.id ?? []);
  // A task whose id has a fault may be the one that is meant.
  if (id === undefined || ids.length < tasks.length) return;
  const path = ["badge", "result_of"];
  const task = tasks.find(([, { id: its }]) => its === id)?.[1];
  if (!task) report(path, `There is no task "${id}"${suggest(id, ids)}`);
  else if (!("score" in task)) report(path, `The task "${id}" has no score that could be told`);
}

function checkRenewal(badge: SoundBadge, report: Report): void {
  const { renewable, valid_for: validFor } = badge;
  if (renewable === undefined) return;
  const path = ["badge", "renewable"];
  if (!("valid_for" in badge)) report(path, "renewable does nothing without valid_for", "key");
  else if (validFor !== undefined && millisecondsOf(renewable) > millisecondsOf(validFor)) {
    report(path, `renewable must not be longer than valid_for, ${validFor}`);
  }
}

function checkSkills({ skills }: SoundBadge, report: Report): void {
  const names = (skills ?? []).map((skill) => skill?.name);
  checkTwice(names, ["badge", "skills"], report);
}

function checkArt(art: SoundArt, report: Report): void {
  const { shape, lines = [], over = "", under = "" } = art;
  const path: YamlPath = ["badge", "art"];
  checkColors(art, report);
  const texts: (readonly [path: YamlPath, text: string | undefined])[] = [
    ...lines.map((line, index) => [[...path, "lines", index], line] as const),
    [[...path, "over"], over],
    [[...path, "under"], under],
  ];
  for (const [place, text] of texts) {
    if (text !== undefined && !isDrawable(text)) {
      report(place, "A badge is drawn with letters of Latin, Greek and Cyrillic only, and without emoji");
    }
  }

  if (shape === undefined) return;
  checkLines(shape, lines, report);
  for (const [key, size] of [
    ["over", overSizeOf({ shape, over })],
    ["under", underSizeOf({ shape, under })],
  ] as const) {
    if (size < SMALL_SIZES.least) report([...path, key], `This is too long to be read on a badge that is a ${shape}`);
  }
}

function checkLines(shape: SoundArt["shape"] & string, lines: SoundArt["lines"] & object, report: Report): void {
  const known = lines.filter((line) => line !== undefined);
  if (known.length < lines.length || lineSizeOf({ shape, lines: known }) >= LINE_SIZES.least) return;
  const widths = known.map((line) => widthOf(line, 1, 700));
  const widest = widths.indexOf(Math.max(...widths));
  report(
    ["badge", "art", "lines", widest],
    `This is too long to be read on a badge that is a ${shape}: make it shorter, or break it into lines, four at most`,
  );
}

function checkColors({ colors }: SoundArt, report: Report): void {
  const { background, accent, text } = colors ?? {};
  if (background === undefined || accent === undefined || text === undefined) return;
  const contrast = leastTextContrast({ background, accent, text });
  if (contrast >= LEAST_CONTRAST) return;
  // Never rounded up to what would be enough.
  const shown = (Math.floor(contrast * 10) / 10).toFixed(1);
  report(
    ["badge", "art", "colors", "text"],
    `The text is hard to read: its contrast with background and ornament is ${shown}, must be at least ${LEAST_CONTRAST}`,
  );
}
