// The commands: adding one is a line here, and a folder. Each loads only what it needs, when it is asked for, and reads the config files
// (`applyConfig`) when it has given up its rights.
import { applyConfig } from './config/apply.ts';
import { EXIT } from './errors.ts';
import { output } from './output.ts';

/** Runs a command with the words behind its name, to its exit code. Throws errors for people. */
export type Run = (words: readonly string[]) => Promise<number>;

export const COMMANDS: Readonly<Record<string, Run>> = {
  scan: (words) => scan(words, 'scan'),
  discover,
  listen: async (words) => {
    const { startForListen } = await import('./early-engine.ts');
    const early = startForListen(words);
    await applyConfig('listen');
    const { listenCommand, realListenWorld } = await import('./listen/command.ts');
    return listenCommand(words, () => realListenWorld(early));
  },
  identify: withoutRights(async (words) => {
    await applyConfig('identify');
    return (await import('./identify/command.ts')).identifyCommand(words);
  }),
  why: withoutRights(async (words) => (await import('./why/command.ts')).whyCommand(words)),
  services: async (words) => (await import('./services/command.ts')).servicesCommand(words),
  ping: async (words) => {
    const { startForPing } = await import('./early-engine.ts');
    const early = startForPing(words);
    await applyConfig('ping');
    const { pingCommand } = await import('./ping/command.ts');
    return pingCommand(words, async () => (await import('./ping/world.ts')).realPingWorld(early));
  },
  doctor: async (words) => (await import('./doctor/command.ts')).doctorCommand(words),
  config: withoutRights(async (words) => (await import('./config/command.ts')).configCommand(words)),
  completion: async (words) => (await import('./completion/command.ts')).completionCommand(words),
};

/** What only reads, also what strangers wrote, needs no right for that. */
function withoutRights(run: Run): Run {
  return async (words) => {
    const { giveUpRights } = await import('./privileges.ts');
    giveUpRights();
    return run(words);
  };
}

async function scan(words: readonly string[], name: string): Promise<number> {
  const { startForScan } = await import('./early-engine.ts');
  const early = startForScan(words, process.env);
  await applyConfig(name);
  const { scanCommand } = await import('./scan/command.ts');
  return scanCommand(words, async () => (await import('./scan/world.ts')).realWorld(early));
}

/** A scan that looks for hosts alone, with a help of its own. */
async function discover(words: readonly string[]): Promise<number> {
  if (!words.some((word) => word === '-h' || word === '--help'))
    return scan(['--probe', 'discover', ...words], 'discover');
  output.out((await import('./help.data.ts')).DISCOVER_HELP);
  return EXIT.finished;
}
