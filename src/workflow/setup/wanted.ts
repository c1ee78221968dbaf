import type { Program } from "../../domain/program/program.ts";
import type { Hook, HookSettings, Label } from "../ports/setup-port.ts";

/** What GitLab should hold for the bot: the same for `setup`, which brings it there, and `doctor`, which looks. */
export interface Wanted {
  readonly labels: readonly Label[];
  readonly templates: readonly WantedTemplate[];
  readonly hook: WantedHook | null;
}

export interface WantedTemplate {
  readonly programId: string;
  /** In the repository. */
  readonly path: string;
  readonly content: string;
}

/** A hook without its secrets. */
export type WantedHook = Omit<HookSettings, "signingToken" | "secret">;

/** By which a hook is found again when the bot has moved. */
export const HOOK_NAME = "Onboarding bot";

const GREEN = "#108548";
const GREY = "#868686";
const BLUE = "#1f75cb";

/** States that are an end or a rest have colours of their own; every other one is a stage on the way. */
const COLORS: ReadonlyMap<string, string> = new Map([
  ["certified", GREEN],
  ["withdrawn", GREY],
  ["paused", GREY],
  ["stalled", "#c17d10"],
]);

/** The handle templates are written with; each installation has its own account. */
const SHIPPED_HANDLE = /@onboarding-bot(?![\w-])/g;

/**
 * @param templates - Text of the issue template by program id.
 * @param handle - Username of the bot's account.
 * @param publicUrl - `null` wants no webhook.
 */
export function wantedOf(
  programs: readonly Program[],
  templates: ReadonlyMap<string, string>,
  handle: string,
  publicUrl: string | null,
): Wanted {
  return {
    labels: labelsOf(programs),
    templates: programs.flatMap(({ id }) => {
      const text = templates.get(id);
      if (text === undefined) return [];
      const content = text.replaceAll(SHIPPED_HANDLE, `@${handle}`);
      return [{ programId: id, path: `.gitlab/issue_templates/${id}.md`, content }];
    }),
    hook: publicUrl === null ? null : hookAt(publicUrl),
  };
}

function labelsOf(programs: readonly Program[]): readonly Label[] {
  const labels = programs.flatMap(({ labels: { prefix, states }, shortTitle }) =>
    states.map((state) => ({
      name: `${prefix}${state}`,
      color: COLORS.get(state) ?? BLUE,
      description: `${shortTitle}: ${state.replaceAll("-", " ")}. The onboarding bot sets and removes it.`,
    })),
  );
  // Two programs may share their labels.
  return [...new Map(labels.toReversed().map((label) => [label.name, label])).values()].toReversed();
}

function hookAt(publicUrl: string): WantedHook {
  return {
    url: `${publicUrl}/webhooks/gitlab`,
    name: HOOK_NAME,
    issues: true,
    confidentialIssues: true,
    notes: true,
    confidentialNotes: true,
    pushes: false,
    sslVerification: true,
    bodyTemplate: "",
  };
}

/** The bot's hook among those of a place: the one with its address, else the one with its name. */
export function findHook(hooks: readonly Hook[], wanted: WantedHook): Hook | null {
  const here = hooks.find(({ url }) => url === wanted.url);
  return here ?? hooks.find(({ name }) => name === HOOK_NAME) ?? null;
}

/** Settings in which a hook is not as it should be, and what they should be. */
export function differences(hook: Hook, wanted: WantedHook): Partial<WantedHook> {
  const { name: _, ...compared } = wanted;
  // Certificates are looked at only where there are any.
  const isSecure = wanted.url.startsWith("https:");
  const entries = Object.entries(compared).filter(([key, value]) => {
    if (key === "sslVerification" && !isSecure) return false;
    return Reflect.get(hook, key) !== value;
  });
  return Object.fromEntries(entries);
}

/** In words: `confidential comments are not sent`. */
export function describeDifferences(change: Partial<WantedHook>): readonly string[] {
  return Object.keys(change).map((key) => WORDS.get(key) ?? key);
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["url", "its address is another one"],
  ["issues", "issues are not sent"],
  ["confidentialIssues", "confidential issues are not sent"],
  ["notes", "comments are not sent"],
  ["confidentialNotes", "confidential comments are not sent"],
  ["pushes", "pushes are sent, which nobody needs"],
  ["sslVerification", "certificates are not verified"],
  ["bodyTemplate", "a custom body template replaces what GitLab sends"],
]);
