// A sending thread of the kernel engine: assembles its transmit program for each pass and lets the kernel run it, over and
// over, until the pass is at its end. The program keeps the pace by itself; the receiving thread tells it which, and
// wakes this thread when it is done. All but the first wait until the rate needs them.
import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { createLiveRun, type LiveRun, type LoadedProgram, loadProgram, threadNumber } from '../../link/bpf.ts';
import { THREAD_ENDED } from '../engine-setup.ts';
import { takePasses } from '../pace/send-loop.ts';
import { COMMAND, type Pass } from '../state/shared-state.ts';
import { startClock } from '../state/thread-clock.ts';
import type { ThreadLine } from '../thread-line.ts';
import { generatorWord, WORD } from './layout.ts';
import { mapMemory, readWord, stateWords, writeWord } from './memory.ts';
import { placesOf, waitForSenderSetup } from './thread-setup.ts';
import { frameLength } from './transmit/plan.ts';
import { transmitProgram } from './transmit/program.ts';

/** Calls of the program in one system call: as many as there can be. Ending one costs the kernel 20 ms. */
const CALLS = 2 ** 31 - 1;
/** Frames that are made before they go out; a veth's ring has 256 places. */
const BATCH_SIZE = 64;
/** Waiting for the next frame's time takes a whole processor: whoever else wants it comes first. */
const NICE = 5;
const LOOK_MICROS = 1000;

const line = workerData as ThreadLine;
const { port } = line;
const setup = waitForSenderSetup(line);
const { generator, generators, memory, startNanoseconds, padded } = setup;
const { commands } = setup.state;
const { memory: view, unmap } = mapMemory(memory);
const words = stateWords(view, memory.regions);
const thread = threadNumber();
const clock = startClock(setup.epochMicros);
setPriority(0, NICE); // of this thread only (setpriority(2), "Linux")

let loaded: LoadedProgram | undefined;
let loadedPass = 0;
let run: LiveRun = () => true;

/** The pass's program is loaded, and `run` runs it. */
function load(pass: Pass): void {
  if (loadedPass === pass.number) return;
  loaded?.close();
  const listLength = pass.list?.length ?? null;
  const plan = { setup, memory, startNanoseconds, listLength, pass: pass.number, generator, generators, padded };
  loaded = loadProgram(transmitProgram(plan), 'xdp');
  loadedPass = pass.number;
  run = createLiveRun(loaded, { frame: new Uint8Array(frameLength(plan)), batchSize: BATCH_SIZE });
}

function isOver(pass: Pass): boolean {
  return readWord(words, WORD.cursor) >= placesOf(setup, pass) || Atomics.load(commands, COMMAND.abandon) === 1;
}

/** The first pass is always the whole order: its program is ready when it begins. */
load({ number: 1, list: null });

takePasses(
  port,
  commands,
  clock,
  (pass) => {
    while (generator > 0 && readWord(words, generatorWord(generator, 'wanted')) === 0) {
      if (isOver(pass)) return;
      clock.sleep(LOOK_MICROS);
    }
    load(pass);
    writeWord(words, generatorWord(generator, 'thread'), thread);
    while (!isOver(pass)) run(CALLS);
    writeWord(words, generatorWord(generator, 'thread'), 0);
  },
  generator,
);
unmap();
port.postMessage(THREAD_ENDED);
port.close();
