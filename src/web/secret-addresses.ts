/**
 * Whoever knows such an address may see what is there, and nothing else protects it. It is for the people it was given
 * to, so no line of the log may name it: everything under `/badges/` and `/calendar/`.
 */
const SECRET_PATH = /^(.*?[/\\](?:badges|calendar))[^a-z\d].*$/is;

/** The same inside any text. Only what is as long as an id is hidden: files of the sources may lie in such folders too. */
const SECRET_ADDRESS = /((?:\/|%2f)(?:badges|calendar)(?:\/|%2f))[\w-]{22,}/gi;

const HIDDEN = "[hidden]";

/** @returns The path as it may be logged, without what follows the part that makes it a secret, however it is encoded. */
export function hideSecretPath(path: string): string {
  const room = SECRET_PATH.exec(decodeAscii(path))?.[1];
  return room === undefined ? path : `${room}/${HIDDEN}`;
}

/** @returns The text with every secret address in it made useless, for instance those of a quoted note. */
export function hideSecretAddresses(text: string): string {
  return text.replaceAll(SECRET_ADDRESS, `$1${HIDDEN}`);
}

/** `decodeURI` throws for what is wrongly encoded, and a wrong address is logged as well. */
function decodeAscii(path: string): string {
  return path.replaceAll(/%([0-7][\da-f])/gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
}
