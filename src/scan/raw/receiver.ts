// The receiving thread, scan after scan: reads the rings, believes only what shows our cookie, and writes the ledger.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { PacketVisitor, Receiver } from '../../link/frames/frames.ts';
import type { KeptDoors } from '../../link/frames/kept-doors.ts';
import { openOtherReceivers, openReceiver, ringFor, waitForPackets } from '../../link/frames/open.ts';
import { RESERVED_PORTS } from '../../link/reserved-ports.ts';
import { ARRIVED, CLOSED, createAnswer, MUST_BE_RIGHT, NO_PORT, NONE, shows, VOUCHED } from '../../probe/answer.ts';
import { PROBES } from '../../probe/probes.ts';
import { createAnswerBook } from '../book/answer-book.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { cookie } from '../order/cookie.ts';
import { hostOfAddress, segmentOfHost } from '../order/host-table.ts';
import { createPortFinder } from '../order/port-finder.ts';
import { createEventWriter, type PutEvent } from '../state/event-ring.ts';
import { createResponseWriter } from '../state/response-ring.ts';
import { CANARY_SLOT, COMMAND, COUNTER, EVENT_OPEN, type Pass, slotOf } from '../state/shared-state.ts';
import { createStampClock, startClock } from '../state/thread-clock.ts';
import { scanAfterScan } from './thread-life.ts';

/** The controller learns so soon that nothing is waiting: every pass's end waits for that. */
const POLL_MS = 5;

scanAfterScan(receiveAnswers);

/** One scan. */
function receiveAnswers(setup: EngineSetup, doors: KeptDoors, port: MessagePort): void {
  const { state, table, hops, interfaces, portNumbers, cookieKey, sourcePortBase, sourcePort, epochMicros } = setup;
  const { commands, counters } = state;
  const clock = startClock(epochMicros);
  const stamps = createStampClock(epochMicros);
  const { protocol, read: readAnswer } = PROBES[setup.probe];
  const answer = createAnswer();
  const putEvent = createEventWriter(state, clock);
  const keepResponse = setup.responses === null ? null : createResponseWriter(setup.responses, commands);
  /** The packet that is looked at, and where its network header begins. */
  let packetBytes: Uint8Array = new Uint8Array(0);
  let packetOffset = 0;

  const putWithResponse: PutEvent = (kind, host, asked, ttlWindow, rtt, icmp, icmpSource) => {
    if (kind === EVENT_OPEN && answer.payloadLength > 0) {
      keepResponse?.(host, asked, packetBytes, packetOffset + answer.payloadAt, answer.payloadLength);
    }
    putEvent(kind, host, asked, ttlWindow, rtt, icmp, icmpSource);
  };

  const book = createAnswerBook(setup, answer, keepResponse === null ? putEvent : putWithResponse);
  const portIndexOf = createPortFinder(portNumbers);
  /** The slot of the pass that runs: which of the source ports asks. */
  let passSlot = 0;
  /** Bit k: the source port of slot k has asked. Canaries may at any time; what answers them is told by its port. */
  let askedSlots = 1 << CANARY_SLOT;

  const visitor: PacketVisitor = {
    packet(bytes, offset, end, missing, _linkHeader, micros, unchecked) {
      const read = readAnswer(bytes, offset, end, missing, unchecked ? MUST_BE_RIGHT : VOUCHED, answer);
      if (read === NONE) return;
      const slot = slotAnswered();
      if (slot < 0 || slot > 15) return;
      const host = hostOfAddress(table, answer.host);
      const portIndex = portIndexOf(answer.port);
      if (host < 0 || portIndex < 0) {
        counters[COUNTER.strays]++;
        return;
      }
      const hop = hops[table.hop[segmentOfHost(table, host)]];
      // Ours and another scanner's probes come as well; they say something only where it is we who were asked.
      const verdict = read === ARRIVED ? CLOSED : read;
      if (read === ARRIVED && interfaces[hop.interfaceSlot].kind !== 'loopback') return;
      if (!hop.sources.includes(answer.ourAddress) || !isTrue(slot)) {
        counters[COUNTER.strays]++;
        return;
      }
      packetBytes = bytes;
      packetOffset = offset;
      book.take(verdict, host, portIndex, slot, Math.floor(stamps.at(micros)));
    },
  };

  /** By its port, or where all have the same by its cookie; where it shows neither it belongs to the pass that runs. */
  function slotAnswered(): number {
    if (answer.ourPort === NO_PORT) return passSlot;
    if (sourcePort === null) return answer.ourPort - sourcePortBase;
    if (answer.ourPort !== sourcePort) return -1;
    if (answer.cookieMask === 0 || isTrue(passSlot)) return passSlot;
    for (let slot = 0; slot <= CANARY_SLOT; slot++) if (isTrue(slot)) return slot;
    return -1;
  }

  /**
   * The answer shows the cookie of the probe that it answers, as much of it as it can; and where it can show none, it comes
   * at least to a port that has asked.
   */
  function isTrue(slot: number): boolean {
    if (answer.cookieMask === 0) return answer.ourPort === NO_PORT || ((askedSlots >>> slot) & 1) === 1;
    const { ourAddress, host, port: asked } = answer;
    return shows(answer, cookie(cookieKey[0], cookieKey[1], ourAddress, host, sourcePortBase + slot, asked));
  }

  // Probes of UDP that come to one of our own addresses, the canaries' port included, are seen as well.
  const several = protocol === 'udp' ? 2 * RESERVED_PORTS : RESERVED_PORTS;
  const portCount = sourcePort === null ? several : 1;
  const answers = { protocol, portBase: sourcePort ?? sourcePortBase, portCount };
  const ring = ringFor(table.hosts * portNumbers.length);
  const receivers: Receiver[] = [
    ...interfaces.map((each) => openReceiver(each, answers, setup.recorder, ring, doors)),
    ...openOtherReceivers(setup.listening, answers, setup.recorder, ring, doors),
  ];
  const wait = waitForPackets(receivers);

  function followPass(): void {
    if (Atomics.load(commands, COMMAND.pass) === Atomics.load(commands, COMMAND.receiverPass)) return;
    const message = receiveMessageOnPort(port);
    if (message === undefined) return;
    const pass = (message as { message: Pass }).message;
    passSlot = slotOf(pass.number);
    askedSlots |= 1 << passSlot;
    book.begin(pass);
    Atomics.store(commands, COMMAND.receiverPass, pass.number);
    Atomics.notify(commands, COMMAND.receiverPass);
  }

  function countDrops(): void {
    for (const receiver of receivers) counters[COUNTER.kernelDrops] += receiver.drops();
  }

  port.postMessage('ready');
  let nextDropCheck = 0;
  while (Atomics.load(commands, COMMAND.stop) === 0) {
    followPass();
    const before = clock();
    stamps.look(before);
    let seen = 0;
    for (const receiver of receivers) seen += receiver.drain(visitor);
    if (seen === 0) {
      // All that came before `before`, less what may still wait in an unretired block, has been read.
      counters[COUNTER.idleMicros] = before;
      // Before the first pass nothing is asked: what it waits for then is that pass.
      if (Atomics.load(commands, COMMAND.receiverPass) === 0) Atomics.wait(commands, COMMAND.pass, 0, POLL_MS);
      else wait(POLL_MS);
    }
    if (before >= nextDropCheck) {
      nextDropCheck = before + 10_000;
      countDrops();
    }
  }
  countDrops();
  for (const receiver of receivers) receiver.close();
}
