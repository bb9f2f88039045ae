#!/usr/bin/env node
// The command. It starts in a blink because it loads only what the command at hand needs.
import { EXIT, usageError } from './errors.ts';
import { exitCodeFrom, output } from './output.ts';

const OLDEST_NODE = 24;

process.exit(await exitCodeFrom(() => dispatch(process.argv.slice(2))));

async function dispatch([command, ...rest]: readonly string[]): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw Object.assign(
      new Error(`this is Node ${process.versions.node}; portolan needs ${OLDEST_NODE} or newer (https://nodejs.org)`),
      { code: 'E_NODE_TOO_OLD' },
    );
  }
  switch (command) {
    case '-V':
    case '--version':
      output.out(`portolan ${(await import('../survey/version.ts')).version()}\n`);
      return EXIT.finished;
    case '-h':
    case '--help':
      return help([]);
    case 'help':
      return help(rest);
    case 'scan':
      return scan(rest);
    case 'discover':
      return discover(rest);
    case 'why':
      return why(rest);
    case 'ping':
      return ping(rest);
    case 'listen':
      return listen(rest);
    case 'identify':
      return identify(rest);
    case 'services':
      return (await import('./services/command.ts')).servicesCommand(rest);
    case 'doctor':
      return (await import('./doctor/command.ts')).doctorCommand(rest);
    case undefined:
      output.err((await import('./help.data.ts')).MAIN_HELP);
      return EXIT.usage;
    default:
      throw usageError(
        /^-|[.:/]|^localhost$/.test(command)
          ? `"${command}" is not a command. To scan: portolan scan ${[command, ...rest].join(' ')}`
          : `"${command}" is not a command: there are scan, discover, listen, identify, why, services, ping, doctor and help`,
      );
  }
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

async function why(words: readonly string[]): Promise<number> {
  // As with identify.
  const { giveUpRights } = await import('./privileges.ts');
  giveUpRights();
  return (await import('./why/command.ts')).whyCommand(words);
}

async function identify(words: readonly string[]): Promise<number> {
  // It reads what strangers wrote, and needs no right for that.
  const { giveUpRights } = await import('./privileges.ts');
  giveUpRights();
  return (await import('./identify/command.ts')).identifyCommand(words);
}

async function ping(words: readonly string[]): Promise<number> {
  const { startForPing } = await import('./early-engine.ts');
  const early = startForPing(words);
  const { pingCommand } = await import('./ping/command.ts');
  return pingCommand(words, async () => (await import('./ping/world.ts')).realPingWorld(early));
}

async function listen(words: readonly string[]): Promise<number> {
  const { startForListen } = await import('./early-engine.ts');
  const early = startForListen(words);
  const { listenCommand, realListenWorld } = await import('./listen/command.ts');
  return listenCommand(words, () => realListenWorld(early));
}

async function help([command]: readonly string[]): Promise<number> {
  if (command === 'scan') return scan(['--help']);
  if (command === 'discover') return discover(['--help']);
  if (command === 'why') return why(['--help']);
  if (command === 'ping') return ping(['--help']);
  if (command === 'listen') return listen(['--help']);
  if (command === 'identify') return identify(['--help']);
  if (command === 'services') return (await import('./services/command.ts')).servicesCommand(['--help']);
  if (command === 'doctor') return (await import('./doctor/command.ts')).doctorCommand(['--help']);
  if (command !== undefined)
    throw usageError(
      `there is no help on "${command}": there are scan, discover, listen, identify, why, services, ping and doctor`,
    );
  output.out((await import('./help.data.ts')).MAIN_HELP);
  return EXIT.finished;
}
