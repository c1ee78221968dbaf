import type { Audience, Program } from "./program.ts";

/**
 * Tell which audience the people of a project are.
 *
 * @param projectPath - Full path, `group/subgroup/project`. GitLab finds paths in any case, so case does not count.
 * @returns The first audience of the program that fits, or `null`: then the wording stays neutral.
 */
export function audienceOf(program: Program, projectPath: string): Audience | null {
  return program.audiences.find(({ projects }) => projects.some((glob) => isMatch(glob, projectPath))) ?? null;
}

/** `*` stands for any characters within one part of the path, `**` for any number of parts. */
function isMatch(glob: string, path: string): boolean {
  const pattern = glob
    .split("/")
    .map((part) => (part === "**" ? "(?:[^/]+/)*" : `${part.split("*").map(escapeRegExp).join("[^/]*")}/`))
    .join("");
  return new RegExp(`^${pattern}$`, "i").test(`${path}/`);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
