import { readFile } from "node:fs/promises";

import { parse } from "yaml";
import { z } from "zod";

const SHIPPED = new URL("../../templates/comments/en.yaml", import.meta.url);

const Catalogue = z.record(z.string(), z.string());

/**
 * Read every sentence of the bot, by message id.
 *
 * It comes from the bot's own folder, wherever an operator keeps programs: which sentences there are is a matter of
 * the code that says them.
 *
 * @throws What the file system, the YAML parser or zod throw: the file is part of the bot.
 */
export async function readCatalogue(): Promise<Readonly<Record<string, string>>> {
  return Catalogue.parse(parse(await readFile(SHIPPED, "utf8")));
}
