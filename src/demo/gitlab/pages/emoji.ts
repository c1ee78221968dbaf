/** The emoji a demo meets. GitLab knows some thousand. */
const EMOJI = new Map([
  ["white_check_mark", "✅"],
  ["heavy_check_mark", "✔️"],
  ["thumbsup", "👍"],
  ["thumbsdown", "👎"],
  ["eyes", "👀"],
  ["tada", "🎉"],
  ["rocket", "🚀"],
  ["warning", "⚠️"],
  ["x", "❌"],
  ["question", "❓"],
  ["hourglass", "⏳"],
  ["hourglass_flowing_sand", "⏳"],
  ["wave", "👋"],
  ["mortar_board", "🎓"],
  ["medal", "🏅"],
  ["calendar", "📅"],
  ["robot", "🤖"],
  ["heart", "❤️"],
]);

/** @returns `null` for a name that is not in the small table. */
export function emojiOf(name: string): string | null {
  return EMOJI.get(name) ?? null;
}
