import type { Terminal } from "../../../src/cli/terminal.ts";

/** A terminal that keeps what it is told, and answers what is planned. */
export interface Told extends Terminal {
  /** What was printed and complained about, line by line. */
  readonly lines: string[];
  readonly questions: string[];
  text(): string;
}

/** @param answers - By a word of the question; with any, somebody is there to be asked. `confirms` answers yes or no. */
export function toldTo(answers: Readonly<Record<string, string>> | null = null, confirms = true): Told {
  const lines: string[] = [];
  const questions: string[] = [];
  return {
    lines,
    questions,
    text: () => lines.join("\n"),
    isInteractive: answers !== null,
    print: (line) => void lines.push(line),
    complain: (line) => void lines.push(line),
    ask: async ({ text }) => {
      questions.push(text);
      return Object.entries(answers ?? {}).find(([word]) => text.includes(word))?.[1] ?? null;
    },
    confirm: async (question) => {
      questions.push(question);
      return confirms;
    },
    during: (_words, work) => work(),
  };
}
