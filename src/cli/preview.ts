import { readFile, writeFile } from "node:fs/promises";

import { html, raw } from "hono/html";

import { renderMarkdown } from "../demo/gitlab/pages/markdown.ts";
import { formatFault } from "../domain/program/fault.ts";
import type { Program } from "../domain/program/program.ts";
import { readProgram } from "../domain/program/read-program.ts";
import { COMMANDS } from "../domain/commands/commands.ts";
import { createWording, messagesOf } from "../domain/talk/wording.ts";
import { createRasterizer, type Rasterizer } from "../pictures/rasterize.ts";
import { renderPictures } from "./preview-picture.ts";
import { tellStory } from "./preview-story.ts";
import type { Moment } from "./preview-teller.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { readTemplates } from "./read-templates.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const STYLE = new URL("../demo/gitlab/pages/assets/style.css", import.meta.url);

interface Previewed {
  readonly program: Program;
  readonly moments: readonly Moment[];
}

/**
 * `npm run preview [-- <program>] [-- --html FILE]`: show an owner every note of a program before anybody gets one.
 * Needs no GitLab, no settings but `TEMPLATES_DIR`, and writes nothing but FILE.
 *
 * @param print - Takes what goes to standard output.
 * @returns Exit status: 0; 1 when a program has faults or none is found; 2 when the call itself makes no sense.
 */
export async function preview(
  argv: readonly string[],
  env: Environment,
  print: (text: string) => void = (text) => void process.stdout.write(`${text}\n`),
): Promise<number> {
  const call = readCall(argv);
  if (call === null) {
    print("Cannot preview: write `npm run preview -- [PROGRAM] [--html FILE]`");
    return 2;
  }
  const dir = env["TEMPLATES_DIR"] || "./templates";
  const { sources } = await readTemplates(dir);
  const wanted = sources.filter(({ id }) => call.program === null || id === call.program);
  if (wanted.length === 0) {
    const ids = sources.map(({ id }) => id).join(", ") || "nothing";
    print(
      `Cannot find ${call.program === null ? "a program" : `the program "${call.program}"`} in ${dir}: there is ${ids}`,
    );
    return 1;
  }
  const catalogue = await readCatalogue();
  const knownMessages = messagesOf(catalogue);
  const knownCommands = new Set<string>(COMMANDS.map(({ name }) => name));
  const results = wanted.map((source) => readProgram(source, { knownCommands, knownMessages }));
  for (const result of results) if (!result.ok) for (const fault of result.faults) print(formatFault(fault));
  const previewed = results.flatMap((result): Previewed[] => {
    if (!result.ok) return [];
    const { program } = result;
    return [{ program, moments: tellStory(program, createWording(catalogue, program.wording)) }];
  });
  if (call.html === null) for (const one of previewed) print(asMarkdown(one));
  else if (previewed.length > 0) {
    await writeFile(call.html, await asPage(previewed));
    print(`Open ${call.html} in a browser`);
  }
  return results.every((result) => result.ok) ? 0 : 1;
}

function readCall(argv: readonly string[]): { readonly program: string | null; readonly html: string | null } | null {
  const rest = [...argv];
  const flag = rest.indexOf("--html");
  const [, file = null] = flag < 0 ? [] : rest.splice(flag, 2);
  const [program = null, ...more] = rest;
  const isWrong = more.length > 0 || (flag >= 0 && file === null) || program?.startsWith("-") === true;
  return isWrong ? null : { program, html: file };
}

function asMarkdown({ program, moments }: Previewed): string {
  const parts = moments.flatMap(({ title, notes }) => [
    `## ${title}`,
    ...notes.flatMap((note) => [`### ${note.title}`, note.body, "---"]),
  ]);
  return [`# ${program.title} (${program.id} v${program.version})`, ...parts].join("\n\n");
}

/** One file with everything in it, so that it can be sent to somebody. Nothing in it runs. */
async function asPage(previewed: readonly Previewed[]): Promise<string> {
  const style = await readFile(STYLE, "utf8");
  const rasterize = createRasterizer();
  const sections = previewed.map((one) => programSection(one, rasterize));
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  const page = html`${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="content-security-policy" content="${policy}" />
        <title>What the onboarding bot says</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>${await Promise.all(sections)}</main>
      </body>
    </html>`;
  return String(await page);
}

async function programSection(
  { program, moments }: Previewed,
  rasterize: Rasterizer,
): Promise<ReturnType<typeof html>> {
  return html`<section>
    <h1>${program.title}</h1>
    <p class="quiet">
      Program ${program.id}, version ${program.version}. The notes the bot writes, with made-up people: Maria Silva is
      the candidate, Priya Nair and Tom Becker confirm, Jonas Weber is the sponsor, Ana Costa another coordinator.
    </p>
    <ul>
      ${program.badge === null ? "" : html`<li><a href="#${program.id}-badge">The badge</a></li>`}
      ${moments.map(({ title }, index) => html`<li><a href="#${program.id}-${index}">${title}</a></li>`)}
    </ul>
    ${await renderPictures(program, rasterize)}
    ${moments.map(
      ({ title, notes }, index) =>
        html`<h2 id="${program.id}-${index}">${title}</h2>
          ${notes.map(
            (note) =>
              html`<section aria-label="${note.title}">
                <p class="meta">${note.title}</p>
                <div class="card prose">${raw(renderMarkdown(note.body))}</div>
              </section>`,
          )}`,
    )}
  </section>`;
}
