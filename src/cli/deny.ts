import { text } from "node:stream/consumers";

import { denyNames } from "../deny-list.ts";

type Input = Parameters<typeof text>[0];

/**
 * `node src/main.ts deny`: put names on the list of those that must not be written in an issue. They come from standard
 * input, one a line, and are shown nowhere. A running bot takes the longer list at once.
 *
 * @param env - `DATA_DIR` says where the list is; `./data` without it.
 */
export async function deny(
  _argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  input: Input = process.stdin,
): Promise<number> {
  const names = (await text(input)).split(/\r?\n/).filter((line) => line.trim() !== "");
  const { added, total } = await denyNames(env["DATA_DIR"] || "./data", names);
  process.stdout.write(`Denied ${added} more names; there are ${total} now.\n`);
  return 0;
}
