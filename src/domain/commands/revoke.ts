import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody, type Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { allowed } from "./rights.ts";
import { readReason, type TaskAndReason } from "./task-and-reason.ts";

export interface RevokeCommand extends Pick<TaskAndReason, "reason" | "placeholder"> {
  readonly kind: "revoke";
}

/** An owner takes a certification back, for good. Everybody sees on the badge that it was; only here one reads why. */
export const revoke: CommandKind<RevokeCommand> = {
  name: "revoke",
  usage: "revoke WHY",
  explained: "help.revoke",
  changes: true,
  alsoWhen: ["certified"],
  read: (words) => ({ kind: "revoke", ...readReason(words) }),
  print: ({ reason }) => [reason],
  usernames: namesNobody,
  isOffered,
  judge: (context, event, command) =>
    allowed(context, event, ["owner"], null, () => judgeRevoke(context, event, command)),
};

function isOffered({ program, enrollment, roles }: Offer): boolean {
  return (
    program.badge !== null &&
    enrollment.status === "certified" &&
    enrollment.badge.revoked === null &&
    roles.has("owner")
  );
}

function judgeRevoke({ ledger }: CommandContext, event: CommandEvent, command: RevokeCommand): Verdict {
  const { reason, placeholder } = command;
  const { status, badge } = ledger.enrollment();
  if (status !== "certified") ledger.answer(event, { kind: "not-certified" }, "refused");
  else if (ledger.program().badge === null) ledger.answer(event, { kind: "no-badge-here" }, "refused");
  else if (badge.revoked !== null) {
    ledger.answer(event, { kind: "badge-revoked-before", at: badge.revoked.at.toISOString() }, "refused");
  } else if (reason === null) {
    const missing = placeholder ? "placeholder" : "reason";
    ledger.answer(event, { kind: "malformed", command: "revoke", missing }, "refused");
  } else {
    ledger.add({ kind: "badge-revoked", by: event.by, reason }, `revoke:${event.key}`, event.at);
    ledger.accept(event);
  }
  return "judged";
}
