import type { Hook } from "../workflow/ports/setup-port.ts";
import { carryOut, type CarryOutPorts } from "../workflow/setup/carry-out.ts";
import { type TestedHook, testHook } from "../workflow/setup/test-hooks.ts";
import type { PlaceFacts } from "../workflow/setup/read-gitlab.ts";
import { findHook } from "../workflow/setup/wanted.ts";
import { askHealth } from "./ask-health.ts";
import type { EnvFile } from "./env-file.ts";
import type { SetupScene } from "./setup.ts";
import type { Terminal } from "./terminal.ts";

interface Tests {
  readonly terminal: Terminal;
  readonly ports: CarryOutPorts;
  readonly scene: Pick<SetupScene, "places" | "wanted">;
  readonly publicUrl: string;
  readonly envFile: EnvFile;
}

/**
 * Have GitLab send a delivery by each of the bot's hooks, when a bot is there to take it.
 *
 * @returns `false` when one did not arrive although there is a bot.
 */
export async function sendTests(tests: Tests): Promise<boolean> {
  const { terminal, publicUrl } = tests;
  const health = await askHealth(publicUrl);
  if (health.kind !== "bot") {
    const why = health.kind === "other" ? `something else answers there (${health.status})` : health.reason;
    terminal.print(`No bot answers at ${publicUrl} yet (${why}). Start it with "npm start";`);
    terminal.print('then this command sends a test delivery, and "npm run doctor" tells whether all is well.');
    return true;
  }
  let allArrived = true;
  for (const facts of tests.scene.places) {
    const tested = await terminal.during(`Test the webhook of ${facts.place.path}`, () => testOne(tests, facts));
    if (tested === null) continue;
    if (tested.arrived === false) terminal.complain(tested.words);
    else terminal.print(tested.words);
    allArrived &&= tested.arrived !== false;
  }
  return allArrived;
}

async function testOne(tests: Tests, { place }: PlaceFacts): Promise<TestedHook | null> {
  const { ports, scene, envFile } = tests;
  const hooks = await ports.gitlab.hooks(place);
  const hook = hooks === null || scene.wanted.hook === null ? null : findHook(hooks, scene.wanted.hook);
  if (hook === null) return null;
  const first = await testHook(ports.gitlab, place, hook);
  if (!first.isRefused) return first;
  // Nobody can see which token the hook has. The one of .env is the right one by definition, so it is set again.
  await setTokenAgain(ports, place, hook, envFile);
  return testHook(ports.gitlab, place, hook);
}

async function setTokenAgain(
  ports: CarryOutPorts,
  place: PlaceFacts["place"],
  hook: Hook,
  { values }: EnvFile,
): Promise<void> {
  const list = (name: string): string[] => (values[name] ?? "").split(",").flatMap((one) => one.trim() || []);
  const credentials = {
    signingTokens: list("GITLAB_WEBHOOK_SIGNING_TOKEN"),
    secrets: list("GITLAB_WEBHOOK_SECRET"),
  };
  const reasons = ["it has another token than .env"];
  await carryOut(ports, [{ kind: "repair-hook", place, hook, change: {}, setsToken: true, reasons }], credentials);
}
