// The commands: adding one is a line here, and a folder. Each loads only what it needs, when it is asked for, and reads the config files when it has
// given up its rights.
import type { EarlyKeeper } from './early-engine.ts';
import { EXIT } from './errors.ts';
import { output } from './output.ts';

/** Runs a command with the words behind its name, to its exit code. Throws errors for people. */
export type Run = (words: readonly string[], name: string) => Promise<number>;

export const COMMANDS: Readonly<Record<string, Run>> = {
  scan,
  discover,
  resume: async (words) => {
    const { startForScan } = await import('./early-engine.ts');
    const early = startForScan(words.includes('--list') ? ['-h'] : words, process.env);
    const { resumeCommand } = await import('./resume/command.ts');
    return resumeCommand(words, async () => (await import('./scan/world.ts')).realWorld(early));
  },
  listen: async (words, name) => {
    const { startForListen } = await import('./early-engine.ts');
    const early = startForListen(words);
    await configure(words, name);
    const { listenCommand, realListenWorld } = await import('./listen/command.ts');
    return listenCommand(words, () => realListenWorld(early));
  },
  identify: withoutRights(async (words) => (await import('./identify/command.ts')).identifyCommand(words)),
  why: withoutRights(async (words) => (await import('./why/command.ts')).whyCommand(words)),
  prune: withoutRights(async (words) => (await import('./prune/command.ts')).pruneCommand(words)),
  scans: withoutRights(async (words) => (await import('./scans/command.ts')).scansCommand(words)),
  hosts: withoutRights(async (words) => (await import('./hosts/command.ts')).hostsCommand(words)),
  show: withoutRights(async (words) => (await import('./show/command.ts')).showCommand(words)),
  ports: withoutRights(async (words) => (await import('./ports/command.ts')).portsCommand(words)),
  services: withoutRights(async (words) => (await import('./services/command.ts')).servicesCommand(words)),
  diff: withoutRights(async (words) => (await import('./diff/command.ts')).diffCommand(words)),
  import: withoutRights(async (words) => (await import('./import/command.ts')).importCommand(words)),
  export: withoutRights(async (words) => (await import('./export/command.ts')).exportCommand(words)),
  ping: async (words, name) => {
    const { startForPing } = await import('./early-engine.ts');
    const early = startForPing(words);
    await configure(words, name);
    const { pingCommand } = await import('./ping/command.ts');
    return pingCommand(words, async () => (await import('./ping/world.ts')).realPingWorld(early));
  },
  serve: kept(async (words, early) => (await import('./serve/command.ts')).serveCommand(words, early)),
  rpc: kept(async (words, early) => (await import('./serve/stdio-command.ts')).rpcCommand(words, early)),
  mcp: kept(async (words, early) => (await import('./serve/stdio-command.ts')).mcpCommand(words, early)),
  doctor: async (words) => (await import('./doctor/command.ts')).doctorCommand(words),
  config: withoutRights(async (words) => (await import('./config/command.ts')).configCommand(words)),
  completion: async (words) => (await import('./completion/command.ts')).completionCommand(words),
};

/** What only reads, also what strangers wrote, needs no right for that. */
function withoutRights(run: Run): Run {
  return async (words, name) => {
    const { giveUpRights } = await import('./privileges.ts');
    giveUpRights();
    await configure(words, name);
    return run(words, name);
  };
}

/** A help is there for whoever has a config file with a fault, too. */
async function configure(words: readonly string[], name: string): Promise<void> {
  if (!words.some((word) => word === '-h' || word === '--help'))
    await (await import('./config/apply.ts')).applyConfig(name);
}

/** What lives long keeps no rights, and somebody who starts its engines. */
function kept(run: (words: readonly string[], early: EarlyKeeper) => Promise<number>): Run {
  return async (words, name) => {
    const early = await (await import('./early-engine.ts')).startKeeper(words);
    await configure(words, name);
    return run(words, early);
  };
}

async function scan(words: readonly string[], name: string): Promise<number> {
  // nmap's: which interfaces there are.
  if (words.includes('--iflist')) {
    const json = words.filter((word) => word === '--json');
    return (await import('./doctor/command.ts')).doctorCommand(['--interfaces', ...json]);
  }
  const { startForScan } = await import('./early-engine.ts');
  const early = startForScan(words, process.env);
  await configure(words, name);
  const { scanCommand } = await import('./scan/command.ts');
  return scanCommand(words, async () => (await import('./scan/world.ts')).realWorld(early));
}

/** A scan that looks for hosts alone, with a help of its own. */
async function discover(words: readonly string[], name: string): Promise<number> {
  if (!words.some((word) => word === '-h' || word === '--help')) return scan(['--probe', 'discover', ...words], name);
  output.out((await import('./help.data.ts')).DISCOVER_HELP);
  return EXIT.finished;
}
