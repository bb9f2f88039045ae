// The engine's two threads: started, given passes, stopped.
import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { THREAD_ENDED } from './engine-setup.ts';
import { COMMAND, type Pass, type SharedState } from './shared-state.ts';

const START_LIMIT_MS = 10_000;

/** What is handed over; each engine's threads know what else is in it. */
export interface ThreadSetup {
  readonly state: Pick<SharedState, 'commands'>;
}

export interface EngineThreads {
  /** Rejects when a thread dies. */
  readonly failed: Promise<never>;
  /** Hands the threads their work; resolves when the receiver holds its sockets, so that no answer can be missed. */
  begin(setup: ThreadSetup): Promise<void>;
  startPass(pass: Pass): void;
  stop(): Promise<void>;
}

/** Starts both threads, which load their code while the controller finds out how the targets are reached. */
export function launchThreads(engine: 'ring' | 'xdp'): EngineThreads {
  const folder = engine === 'xdp' ? './xdp/' : './';
  const receiver = startWorker(`${folder}receiver`);
  const sender = startWorker(`${folder}sender`);
  let commands: Int32Array | undefined;
  const failed = new Promise<never>((_, reject) => {
    for (const { worker } of [receiver, sender]) worker.once('error', reject);
  });
  failed.catch(() => {}); // looked at by whoever waits; never unhandled
  return {
    failed,
    async begin(setup) {
      commands = setup.state.commands;
      const ready = once(receiver.port, 'message', { signal: AbortSignal.timeout(START_LIMIT_MS) });
      receiver.port.postMessage(setup);
      sender.port.postMessage(setup);
      await Promise.race([ready, failed]);
      receiver.port.unref();
    },
    startPass(pass) {
      if (commands === undefined) return;
      receiver.port.postMessage(pass);
      sender.port.postMessage(pass);
      Atomics.store(commands, COMMAND.pass, pass.number);
      Atomics.notify(commands, COMMAND.pass);
    },
    async stop() {
      if (commands === undefined) {
        await Promise.all([receiver.worker.terminate(), sender.worker.terminate()]);
        return;
      }
      Atomics.store(commands, COMMAND.abandon, 1);
      Atomics.store(commands, COMMAND.stop, 1);
      Atomics.notify(commands, COMMAND.pass);
      // Their last message, after all is closed; tearing the threads down as well takes longer and is left to the exit.
      await Promise.race([Promise.all([receiver.ended, sender.ended]), failed]);
    },
  };
}

function startWorker(name: string) {
  const channel = new MessageChannel();
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`${name}.${suffix}`, import.meta.url), {
    workerData: channel.port2 satisfies MessagePort,
    transferList: [channel.port2],
    trackUnmanagedFds: false, // descriptors of maps and programs are opened and closed by different calls
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 4 },
  });
  const ended = new Promise<void>((resolve) => {
    channel.port1.on('message', (message) => {
      if (message === THREAD_ENDED) resolve();
    });
    worker.once('exit', () => resolve());
  });
  return { worker, port: channel.port1, ended };
}
