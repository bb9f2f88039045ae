// The sending thread of the xdp engine: assembles the transmit program for each pass and lets the kernel run it, over and
// over, until the pass is at its end. The program keeps the pace by itself; the receiving thread tells it which, and
// wakes this thread when it is done.
import { setPriority } from 'node:os';
import { type MessagePort, workerData } from 'node:worker_threads';
import { createLiveRun, loadProgram, threadNumber } from '../../link/bpf.ts';
import { THREAD_ENDED } from '../engine-setup.ts';
import { takePasses } from '../send-loop.ts';
import { COMMAND } from '../shared-state.ts';
import { startClock } from '../thread-clock.ts';
import { mapMemory, readWord, stateWords, WORD, writeWord } from './memory.ts';
import { waitForXdpSetup } from './thread-setup.ts';
import { FRAME_LENGTH, transmitProgram } from './transmit-program.ts';

/** Calls of the program in one system call: as many as there can be. Ending one costs the kernel 20 ms. */
const CALLS = 2 ** 31 - 1;
/** Frames that are made before they go out; a veth's ring has 256 places. */
const BATCH_SIZE = 64;
/** Waiting for the next frame's time takes a whole processor: whoever else wants it comes first. */
const NICE = 5;

const port = workerData as MessagePort;
const setup = await waitForXdpSetup(port);
const { commands } = setup.state;
const { memory, startNanoseconds } = setup;
const { memory: view, unmap } = mapMemory(memory);
const words = stateWords(view, memory.regions);
const list = new Uint32Array(view, memory.regions.list, memory.regions.listSlots);
const frame = new Uint8Array(FRAME_LENGTH);
const thread = threadNumber();
setPriority(0, NICE); // of this thread only (setpriority(2), "Linux")

function loadPass(pass: number, listLength: number | null) {
  return loadProgram(transmitProgram({ setup, memory, startNanoseconds, pass, listLength }), 'xdp');
}

/** The first pass is always the whole order: its program is ready when it begins. */
let loaded = loadPass(1, null);

takePasses(port, commands, startClock(setup.epochMicros), (pass) => {
  if (pass.number > 1) {
    loaded.close();
    if (pass.list !== null) list.set(pass.list);
    loaded = loadPass(pass.number, pass.list?.length ?? null);
  }
  for (const word of [WORD.block, WORD.slot, WORD.position, WORD.deferred, WORD.done]) writeWord(words, word, 0);
  const run = createLiveRun(loaded, { frame, batchSize: BATCH_SIZE });
  writeWord(words, WORD.senderThread, thread);
  while (readWord(words, WORD.done) === 0 && Atomics.load(commands, COMMAND.abandon) === 0) run(CALLS);
  writeWord(words, WORD.senderThread, 0);
});
unmap();
port.postMessage(THREAD_ENDED);
