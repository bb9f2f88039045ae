// `portolan listen`.
import type { Engine } from '../../engine/engine.ts';
import { openEngine } from '../../engine/session.ts';
import type { OwnNetwork } from '../../identity/network/networks.ts';
import type { InterfacePlan } from '../../link/interfaces/interfaces.ts';
import { listen } from '../../survey/listen.ts';
import { HOW_TO_GET_RAW } from '../../survey/raw-rights.ts';
import { loadOwnNetwork } from '../../survey/world/world.ts';
import { type Console, realConsole } from '../console.ts';
import type { EarlyEngine } from '../early-engine.ts';
import { CliError, EXIT } from '../errors.ts';
import { catchSignals } from '../interruption.ts';
import { ClosedPipeError } from '../output.ts';
import { unlessText } from '../texts.ts';
import { type ListenCommandOptions, parseListenOptions } from './options.ts';
import { createListenOutput, type ListenOutput } from './output.ts';

/** What the command needs of the rest of the program and of the machine, so that tests can give it another world. */
export interface ListenWorld {
  mayOpenRawSockets(): boolean;
  openEngine(): Engine;
  planInterfaces(): readonly InterfacePlan[];
  ownNetwork(): Promise<OwnNetwork>;
}

export async function realListenWorld({ started, packets }: EarlyEngine): Promise<ListenWorld> {
  const { planInterfaces } = await import('../../link/interfaces/interfaces.ts');
  return {
    mayOpenRawSockets: () => packets,
    openEngine: () => openEngine(started === null ? { hint: 'listen' } : { started }),
    planInterfaces,
    ownNetwork: loadOwnNetwork,
  };
}

/** Runs the command; returns its exit code. Throws errors for people, and ClosedPipeError. */
export async function listenCommand(
  args: readonly string[],
  loadWorld: () => Promise<ListenWorld>,
  console: Console = realConsole(),
): Promise<number> {
  const options = await unlessText(parseListenOptions(args, console.environment), console.output);
  if (options === null) return EXIT.finished;
  const output = createListenOutput(options, console);
  // It has no other end: to interrupt it is no failure.
  const interruption = catchSignals({ ...output, onStop: () => {}, exitCode: () => EXIT.finished });
  try {
    for (const name of options.unknownVariables) output.note(`${name} is set but is no option of listen: ignored`);
    const world = await loadWorld();
    if (!world.mayOpenRawSockets()) {
      throw new CliError(
        'E_NO_PERMISSION',
        `listening needs raw sockets (CAP_NET_RAW), which this process may not open: ${HOW_TO_GET_RAW}`,
        EXIT.noPermission,
      );
    }
    const { signal } = interruption;
    const argv = ['listen', ...args];
    return await Promise.race([follow(options, output, world, signal, argv, interruption.heard), interruption.stuck]);
  } finally {
    interruption.release();
  }
}

async function follow(
  options: ListenCommandOptions,
  output: ListenOutput,
  world: ListenWorld,
  interrupted: AbortSignal,
  argv: readonly string[],
  heard: () => void,
): Promise<number> {
  const engine = world.openEngine();
  const over = new AbortController();
  const timer = options.for === undefined ? undefined : setTimeout(() => over.abort(), options.for);
  const signal = AbortSignal.any([interrupted, over.signal]);
  const request = { interface: options.interface, promiscuous: options.promiscuous };
  try {
    const { planInterfaces } = world;
    const ownNetwork = await world.ownNetwork();
    for await (const line of listen(engine, request, { signal, planInterfaces, ownNetwork, argv })) {
      heard();
      output.take(line);
    }
    output.finish();
    return EXIT.finished;
  } catch (error) {
    if (!(error instanceof ClosedPipeError)) output.finish();
    throw error;
  } finally {
    clearTimeout(timer);
    await engine.close();
  }
}
