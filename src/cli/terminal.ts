/** Whoever runs a command: a person at a terminal, or a script. */
export interface Terminal {
  /** Somebody can answer. */
  readonly isInteractive: boolean;
  print(line: string): void;
  complain(line: string): void;
  /** @param check - What is wrong with an answer; `null` when nothing is. @returns `null` when they gave up. */
  ask(question: Question): Promise<string | null>;
  confirm(question: string): Promise<boolean>;
  /** Show that something goes on until `work` is done. */
  during<Result>(words: string, work: () => Promise<Result>): Promise<Result>;
}

export interface Question {
  readonly text: string;
  /** Show nothing of what is typed. */
  readonly isSecret?: boolean;
  readonly example?: string;
}

/** Standard input and output. Without a terminal there it is plain lines, and nobody is asked. */
export function openTerminal(): Terminal {
  const isInteractive = process.stdin.isTTY && process.stdout.isTTY && !process.env["CI"];
  return {
    isInteractive,
    print: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    async ask({ text, isSecret = false, example = "" }) {
      // Loaded only where somebody is asked.
      const prompts = await import("@clack/prompts");
      const check = (value: string | undefined): string | undefined => (value?.trim() ? undefined : "Please answer");
      const answer = isSecret
        ? await prompts.password({ message: text, validate: check })
        : await prompts.text({ message: text, placeholder: example, validate: check });
      return prompts.isCancel(answer) ? null : answer.trim();
    },
    async confirm(question) {
      const prompts = await import("@clack/prompts");
      return (await prompts.confirm({ message: question })) === true;
    },
    async during(words, work) {
      if (!isInteractive) return work();
      const { spinner } = await import("@clack/prompts");
      const shown = spinner();
      shown.start(words);
      try {
        return await work();
      } finally {
        shown.stop(words);
      }
    },
  };
}
