/** Does it occur so often? Looks no further than needed. */
export function occursMoreThan(text: string, word: string, most: number): boolean {
  let count = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}
