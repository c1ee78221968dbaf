/**
 * A credential as it is put into pictures: in ASCII, for some readers take the bytes for Latin-1 and find another text
 * than was signed, and without the three characters that end a CDATA section. Escaped, JSON means the same; in a
 * compact JWS there is nothing to escape.
 */
export function bakedText(credential: string): string {
  return credential
    .replaceAll(/[\u007F-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("]]>", String.raw`]]\u003e`);
}
