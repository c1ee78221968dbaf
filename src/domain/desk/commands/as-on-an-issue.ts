import { type CommandKind, namesNobody } from "../../commands/command-kind.ts";
import type { OwnContext } from "../../commands/context.ts";
import type { DeskCommandName } from "../desk-note-plan.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";

/** A command by which people tell something of themselves: everybody's, read and judged as on a candidate's issue. */
export function asOnAnIssue<C extends { readonly kind: DeskCommandName }>(
  kind: CommandKind<C, OwnContext>,
): DeskCommandKind {
  const { name, usage, explained, changes } = kind;
  const read = (words: readonly string[]): C => kind.read(words, []);
  return {
    name,
    usage,
    explained,
    changes,
    roles: null,
    usernames: namesNobody,
    countries: (words) => kind.countries?.(read(words)) ?? [],
    judge: (context, event, words) => kind.judge(ownContext(context), event, read(words)),
  };
}

function ownContext({ ledger, program, settings, knowsCountry }: DeskContext): OwnContext {
  return { ledger: { ...ledger, program: () => program }, settings, knowsCountry };
}
