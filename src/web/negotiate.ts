/** One media type that can be asked for, and what is sent then. */
export interface Offer<Form> {
  readonly type: string;
  readonly form: Form;
}

interface Range {
  readonly type: string;
  /** From 0, which refuses, to 1. */
  readonly quality: number;
}

/**
 * Choose by a header `Accept` (RFC 9110, section 12.5.1). Among equally welcome offers the one that was named more
 * exactly wins, then the earlier one; so who asks for JSON, plain text or anything gets JSON.
 *
 * @param offers - The first is for everybody who asks for nothing special, and for what cannot be had.
 */
export function negotiate<Form>(
  accept: string | undefined,
  offers: readonly [Offer<Form>, ...(readonly Offer<Form>[])],
): Offer<Form> {
  const ranges = (accept ?? "*/*").split(",").map(readRange);
  let best = offers[0];
  let bestRank = 0;
  for (const offer of offers) {
    const rank = rankOf(offer.type, ranges);
    if (rank > bestRank) [best, bestRank] = [offer, rank];
  }
  return best;
}

/** @returns Above all by quality, then by how exactly it was named; 0 when it was refused or not named. */
function rankOf(type: string, ranges: readonly Range[]): number {
  const names = ["*/*", `${type.split("/", 1)[0]}/*`, type];
  const exactness = names.findLastIndex((name) => ranges.some((range) => range.type === name));
  const quality = Math.max(
    0,
    ...ranges.filter((range) => range.type === names[exactness]).map((range) => range.quality),
  );
  return quality === 0 ? 0 : quality * 10 + exactness;
}

function readRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  const quality = weight === undefined ? 1 : Number(weight);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
