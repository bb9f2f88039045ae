// The commands: adding one is a line here, and a folder. Each loads only what it needs, when it is asked for.
import type { EarlyKeeper } from './early-engine.ts';
import { EXIT } from './errors.ts';
import { output } from './output.ts';

/** Runs a command with the words behind its name, to its exit code. Throws errors for people. */
export type Run = (words: readonly string[]) => Promise<number>;

export const COMMANDS: Readonly<Record<string, Run>> = {
  scan,
  discover,
  resume: async (words) => {
    const { startForScan } = await import('./early-engine.ts');
    const early = startForScan(words.includes('--list') ? ['-h'] : words, process.env);
    const { resumeCommand } = await import('./resume/command.ts');
    return resumeCommand(words, async () => (await import('./scan/world.ts')).realWorld(early));
  },
  listen: async (words) => {
    const { startForListen } = await import('./early-engine.ts');
    const early = startForListen(words);
    const { listenCommand, realListenWorld } = await import('./listen/command.ts');
    return listenCommand(words, () => realListenWorld(early));
  },
  identify: withoutRights(async (words) => (await import('./identify/command.ts')).identifyCommand(words)),
  why: withoutRights(async (words) => (await import('./why/command.ts')).whyCommand(words)),
  services: async (words) => (await import('./services/command.ts')).servicesCommand(words),
  ping: async (words) => {
    const { startForPing } = await import('./early-engine.ts');
    const early = startForPing(words);
    const { pingCommand } = await import('./ping/command.ts');
    return pingCommand(words, async () => (await import('./ping/world.ts')).realPingWorld(early));
  },
  serve: kept(async (words, early) => (await import('./serve/command.ts')).serveCommand(words, early)),
  rpc: kept(async (words, early) => (await import('./serve/stdio-command.ts')).rpcCommand(words, early)),
  mcp: kept(async (words, early) => (await import('./serve/stdio-command.ts')).mcpCommand(words, early)),
  doctor: async (words) => (await import('./doctor/command.ts')).doctorCommand(words),
};

/** What only reads, also what strangers wrote, needs no right for that. */
function withoutRights(run: Run): Run {
  return async (words) => {
    const { giveUpRights } = await import('./privileges.ts');
    giveUpRights();
    return run(words);
  };
}

/** What lives long keeps no rights, and somebody who starts its engines. */
function kept(run: (words: readonly string[], early: EarlyKeeper) => Promise<number>): Run {
  return async (words) => run(words, await (await import('./early-engine.ts')).startKeeper(words));
}

async function scan(words: readonly string[]): Promise<number> {
  const { startForScan } = await import('./early-engine.ts');
  const early = startForScan(words, process.env);
  const { scanCommand } = await import('./scan/command.ts');
  return scanCommand(words, async () => (await import('./scan/world.ts')).realWorld(early));
}

/** A scan that looks for hosts alone, with a help of its own. */
async function discover(words: readonly string[]): Promise<number> {
  if (!words.some((word) => word === '-h' || word === '--help')) return scan(['--probe', 'discover', ...words]);
  output.out((await import('./help.data.ts')).DISCOVER_HELP);
  return EXIT.finished;
}
