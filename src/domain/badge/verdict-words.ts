import { readInstant } from "./instant.ts";
import type { Check, CheckId, ReasonCode, Verdict } from "./verdict.ts";

const QUESTIONS: Readonly<Record<CheckId, string>> = {
  format: "Is it written as a badge?",
  proof: "Is its signature right?",
  issuer: "Who issued it?",
  status: "Does its issuer still stand by it?",
  dates: "Is today within its dates?",
  recipient: "Whom was it given to?",
};

/** Sentences for every reason; `{name}` is one of its values. */
const SENTENCES: Readonly<Record<ReasonCode, string>> = {
  "well-formed": "Yes, it is an Open Badges 3.0 credential.",
  "not-a-badge": "No, this is no Open Badges credential.",
  "too-large": "It is larger than 2 MiB, so it was not looked at.",
  "no-credential-in-image":
    "No, there is none inside this picture. Many apps remove it when they save or send a picture: ask for the original file, or for the address of the badge's page.",
  "several-credentials-in-image":
    "No, there are several inside this picture, so nobody can tell which one it stands for.",
  "unknown-context": "It is written in terms we do not know, so we cannot tell what was signed.",
  "terms-undefined": "It uses words that are explained nowhere, so we cannot tell what was signed.",
  "older-version": "It is written in an older form ({version}).",
  incomplete: "Nearly: something every badge has is missing ({missing}).",
  "claims-differ": "No, it says two different things about itself.",
  "address-refused": "We only fetch badges from public https addresses.",
  "address-unreachable": "We could not fetch a badge from {domain}. Paste it here, or choose its file.",
  "signature-right": "Yes, nothing in it was changed since it was signed.",
  "signature-wrong": "No, it was changed after it was signed, or was never signed with this key.",
  "no-proof": "No, it is not signed at all. Anybody could have written it.",
  "proof-kind-unknown": "It is signed in a way we cannot check ({kind}).",
  "too-hard": "Checking it took longer than we give it. Try again later.",
  "too-many-proofs": "It has more signatures than we take the time for.",
  "key-unreachable": "We could not fetch the key it was signed with from {place}. Try again later.",
  "key-unknown": "No, the key it names is not among the keys of {place}.",
  "key-unusable": "It was signed with a kind of key we cannot use.",
  "key-not-for-this": "No, {place} does not use the key it names for badges.",
  "key-revoked": "No, {place} no longer trusts the key it was signed with.",
  "key-unnamed": "It does not say which key it was signed with.",
  "key-place-unknown": "It names its key in a way we cannot follow ({place}).",
  "issued-here": "It was issued here, by {domain}.",
  "issued-elsewhere": "It was issued by {domain} ({id}). Look whether you know and trust that address.",
  "issuer-unproven": "It names {domain} as its issuer, but nothing proves that.",
  "issuer-mismatch": "Not {domain}, whom it names: it was signed with somebody else's key.",
  "issuer-demo": "It was issued here, by {domain}, in a demonstration. It certifies nothing.",
  "not-revoked": "Yes, it was not revoked.",
  revoked: "No, its issuer revoked it.",
  suspended: "No, its issuer suspended it for now.",
  "no-status": "Its issuer keeps no list of revoked badges.",
  "status-unreachable": "We could not read the list of revoked badges at {domain}. Try again later.",
  "status-forged":
    "Nobody can tell: the list of revoked badges at {domain} was changed, or is not signed by the issuer.",
  "status-stale": "The list of revoked badges at {domain} is out of date.",
  "status-other-purpose": "The list at {domain} is not about revoked badges.",
  "status-kind-unknown": "Its issuer tells this in a way we cannot check ({kind}).",
  "status-unsigned": "It is not on the list of revoked badges at {domain}, but that list is not signed.",
  "in-force": "Yes, since {from}{until}.",
  "not-yet": "Not yet, only from {from} on.",
  expired: "No, it ended on {until}.",
  "dates-unreadable": "Its dates cannot be read.",
  "recipient-not-asked":
    "Not compared. Type in an e-mail address or username to find out whether it was given to them.",
  "recipient-right": "To the person you named.",
  "recipient-wrong": "Not to the person you named.",
  "recipient-unnamed": "It does not say whom it was given to.",
  "not-reached": "Not looked at, because of what is above.",
};

const HEADLINES: Readonly<Record<Verdict, string>> = {
  valid: "This badge is valid",
  invalid: "This badge is not valid",
  unproven: "We could not check this badge completely",
};

/** Where only this is wrong, the headline says so. */
const HEADLINES_OF_ONE: Readonly<Partial<Record<ReasonCode, string>>> = {
  "recipient-wrong": "This badge was given to somebody else",
  revoked: "This badge was revoked",
  suspended: "This badge is suspended",
  expired: "This badge has expired",
  "not-yet": "This badge is not valid yet",
  "not-a-badge": "This is not a badge",
  "no-credential-in-image": "There is no badge in this picture",
  "address-refused": "We could not fetch this badge",
  "address-unreachable": "We could not fetch this badge",
};

/** Written out here and in UTC, so that everybody sees the same day. */
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

const MOST_CHARACTERS = 200;

export function questionOf(id: CheckId): string {
  return QUESTIONS[id];
}

/** One plain sentence; values in it come from the badge, so whoever shows it has to make them inert. */
export function sentenceOf({ reason, values }: Check): string {
  return SENTENCES[reason]
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => fill(reason, name, values[name] ?? ""))
    .replace(/ \(\)/, "");
}

/** The verdict as one line. A badge that is good, but somebody else's, is told apart from a bad one. */
export function headlineOf({
  verdict,
  checks,
}: {
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
}): string {
  const wrong = verdict === "unproven" ? "unknown" : "fail";
  const failed = checks.filter(({ outcome }) => outcome === wrong).map(({ reason }) => reason);
  const [only, ...more] = failed;
  return (more.length === 0 && only !== undefined ? HEADLINES_OF_ONE[only] : undefined) ?? HEADLINES[verdict];
}

function fill(reason: ReasonCode, name: string, value: string): string {
  const at = readInstant(value);
  const text = at === null ? shorten(value) : DAY.format(at);
  return reason === "in-force" && name === "until" && text !== "" ? `, until ${text}` : text;
}

function shorten(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…` : text;
}
