import { inbox } from "./001-inbox.ts";
import { journal } from "./002-journal.ts";
import { installation } from "./003-installation.ts";
import { people } from "./004-people.ts";
import { badges } from "./005-badges.ts";
import { mirrors } from "./006-mirrors.ts";
import type { Migration } from "./migrate.ts";

/** In order; a new one goes to the end, none is ever changed. */
export const ALL_MIGRATIONS: readonly Migration[] = [inbox, journal, installation, people, badges, mirrors];
