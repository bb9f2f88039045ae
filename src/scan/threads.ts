// The engine's threads, one that receives and one or more that send: started, given passes, stopped.

import { once } from 'node:events';
import type { PacketEngine } from './engine-name.ts';
import { THREAD_ENDED, THREAD_REST } from './engine-setup.ts';
import { COMMAND, type Pass, type SharedState } from './state/shared-state.ts';
import { type ThreadLine, tell } from './thread-line.ts';

const START_LIMIT_MS = 10_000;

/** What is handed over; each engine's threads know what else is in it. */
export interface ThreadSetup {
  readonly state: Pick<SharedState, 'commands'> & { readonly ledger?: Uint32Array };
  /** How many threads send, where not one; each is told its number as `generator`. */
  readonly generators?: number;
}

/** Threads whose last scan left no more in their memory wait for another one. */
const KEPT_BYTES = 16 * 2 ** 20;

export interface EngineThreads {
  readonly engine: PacketEngine;
  /** They have done their work, or had none, and may be given another scan. */
  readonly areFree: boolean;
  /** Rejects when a thread dies. */
  readonly failed: Promise<never>;
  /** Has them load their code already; else they do when they begin. */
  launch(): void;
  /** Hands the threads their work; resolves when the receiver holds its sockets, so that no answer can be missed. */
  begin(setup: ThreadSetup): Promise<void>;
  /** At any time after `begin` was called: they take it up once they hold their sockets. */
  startPass(pass: Pass): void;
  /** Nobody sends any more for this pass. */
  isSent(pass: Pass): boolean;
  /** Ends the scan: nothing is sent and received any more. */
  stop(): Promise<void>;
  /** No scan will come for long: they keep nothing open for it. */
  rest(): void;
  /** No scan will come any more: they end by themselves, soon; told where somebody waits for it. */
  dismiss(): Promise<void>;
}

/** None runs yet. */
export function createThreads(engine: PacketEngine): EngineThreads {
  const folder = engine === 'kernel' ? './kernel/' : './raw/';
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  let died = false;
  failed.catch(() => {}); // looked at by whoever waits; never unhandled
  /** The receiver is the first. */
  const all: EngineThread[] = [];
  const start = (name: string): EngineThread => {
    const thread = startWorker(`${folder}${name}`);
    thread.worker.once('error', (error) => {
      died = true;
      fail(error);
    });
    all.push(thread);
    return thread;
  };
  const launch = (): void => {
    if (all.length === 0) for (const name of ['receiver', 'sender']) start(name);
  };
  /** Of the scan that runs, or the last one. */
  let commands: Int32Array | undefined;
  let runs = false;
  /** The pass that runs, of this scan. */
  let current: Pass | null = null;
  /** A thread of the kernel engine does one scan. */
  let isSpent = false;
  return {
    engine,
    failed,
    get areFree() {
      return !runs && !isSpent && !died;
    },
    launch,
    async begin(setup) {
      launch();
      const [receiver, sender] = all;
      commands = setup.state.commands;
      runs = true;
      current = null;
      isSpent = engine === 'kernel' || (setup.state.ledger?.byteLength ?? 0) > KEPT_BYTES;
      const ready = once(receiver.port, 'message', { signal: AbortSignal.timeout(START_LIMIT_MS) });
      receiver.begin(setup);
      sender.begin({ ...setup, generator: 0 });
      await Promise.race([ready, failed]);
      receiver.port.unref();
      // The others are not needed before the rate is high. The first pass may run already.
      for (let generator = 1; generator < (setup.generators ?? 1); generator++) {
        const sender = start('sender');
        sender.begin({ ...setup, generator });
        if (current !== null) sender.port.postMessage(current);
      }
    },
    startPass(pass) {
      if (commands === undefined) return;
      current = pass;
      for (const { port } of all) port.postMessage(pass);
      Atomics.store(commands, COMMAND.pass, pass.number);
      Atomics.notify(commands, COMMAND.pass);
    },
    isSent({ number }) {
      const finished = commands;
      const [, ...senders] = all;
      return finished !== undefined && senders.every((_, k) => Atomics.load(finished, COMMAND.sentPass + k) === number);
    },
    async stop() {
      if (commands === undefined || !runs) return;
      Atomics.store(commands, COMMAND.abandon, 1);
      Atomics.store(commands, COMMAND.stop, 1);
      Atomics.notify(commands, COMMAND.pass);
      // Their last message, after all is closed; tearing the threads down as well takes longer and is left to the exit.
      await Promise.race([Promise.all(all.map(({ ended }) => ended())), failed]);
      runs = false;
    },
    rest() {
      for (const each of all) each.tell(THREAD_REST);
    },
    async dismiss() {
      // A thread that is torn down while it is in a library's native code may take the process with it.
      await Promise.all(
        all.map((each) => {
          each.tell(null);
          return each.exited;
        }),
      );
    },
  };
}

type EngineThread = ReturnType<typeof startWorker>;

function startWorker(name: string) {
  // Loaded with the first thread: it takes 5 ms, and a ping starts none.
  const { MessageChannel, Worker } = process.getBuiltinModule('node:worker_threads');
  const channel = new MessageChannel();
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`${name}.${suffix}`, import.meta.url), {
    workerData: { port: channel.port2, bell } satisfies ThreadLine,
    transferList: [channel.port2],
    trackUnmanagedFds: false, // descriptors of maps and programs are opened and closed by different calls
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 4 },
  });
  let { promise, resolve } = Promise.withResolvers<void>();
  channel.port1.on('message', (message) => {
    if (message === THREAD_ENDED) resolve();
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  void exited.then(() => resolve());
  return {
    worker,
    exited,
    port: channel.port1,
    tell: (message: typeof THREAD_REST | null) => tell(channel.port1, bell, message),
    begin(setup: ThreadSetup & { readonly generator?: number }) {
      ({ promise, resolve } = Promise.withResolvers<void>());
      tell(channel.port1, bell, setup);
    },
    /** It has done what it was begun with. */
    ended: () => promise,
  };
}
