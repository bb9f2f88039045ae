// A trace with packets of our own: raw IP, which the kernel routes, one way; rings on the interfaces, where answers come, the other.
import type { PacketVisitor, Receiver } from '../../link/frames/frames.ts';
import { openOtherReceivers } from '../../link/frames/open.ts';
import { openRawTransmitter } from '../../link/frames/raw-ip.ts';
import { otherInterfaces } from '../../link/interfaces/other-interfaces.ts';
import { createChangingPacer } from '../../link/pacer.ts';
import { randomBytes } from '../../link/random.ts';
import { RESERVED_PORTS, reservePorts } from '../../link/reserved-ports.ts';
import type { NetlinkQuestions } from '../../link/routes/kernel-view.ts';
import { bootMicros } from '../../link/time.ts';
import { createAnswer } from '../../probe/answer.ts';
import { ARRIVED_THERE, DIED, emitTrace, isToken, NOTHING, readTrace, type TraceAnswer } from '../../probe/trace.ts';
import { readU32 } from '../../wire/bytes.ts';
import { hopsOf } from '../book/hops.ts';
import type { ScanReins } from '../reins.ts';
import { createStampClock, startClock } from '../state/thread-clock.ts';
import { createTrace, type TraceDoor } from './trace.ts';
import type { TraceEvent, TraceOptions, TraceTarget } from './types.ts';

/** Few: a router near us lets packets for all targets die, and tells of so many a second. */
const RATE = 300;
const POLL_MS = 5;
/** However many stay silent. */
const LIMIT_MS = 60_000;
const SLOT_SIZE = 64;
/** No interface has this number: answers may come on any. */
const NO_INTERFACE = 0;

/** The kernel sends through no interface that is not there: the way to each target is asked once. */
export async function runTrace(
  { targets }: TraceOptions,
  emit: (event: TraceEvent) => void,
  signal: AbortSignal,
  routing: NetlinkQuestions,
  reins: ScanReins,
): Promise<void> {
  const epoch = bootMicros();
  const clock = startClock(epoch);
  const stamps = createStampClock(epoch);
  const begun = performance.now();
  const reserved = reservePorts(RESERVED_PORTS);
  const receivers: Receiver[] = [];
  const transmitter = openRawTransmitter(null, 1, SLOT_SIZE);
  try {
    receivers.push(
      ...openOtherReceivers(
        otherInterfaces([NO_INTERFACE], routing),
        { protocol: 'any', portBase: reserved.base },
        null,
      ),
    );
    const door = createDoor(
      routing,
      reserved.base,
      (length) => {
        transmitter.setSlotLength(0, length);
        return transmitter.send(0, 1) === 1;
      },
      transmitter.buffer,
    );
    const trace = createTrace(targets, door);
    const visitor = createVisitor((micros) => stamps.at(micros) / 1000, trace.hear);
    const pacer = createChangingPacer(() => (reins.paused ? 0 : Math.min(RATE, reins.rateCap ?? RATE)));
    let left = LIMIT_MS;
    for (let looked = begun; !trace.isDone && !signal.aborted && left > 0; ) {
      const time = performance.now();
      if (!reins.paused) left -= time - looked;
      looked = time;
      stamps.look(clock());
      for (const receiver of receivers) receiver.drain(visitor);
      trace.expire(clock() / 1000);
      const now = performance.now();
      const sent = trace.ask(clock() / 1000, pacer.allowance(now, 64));
      if (sent > 0) pacer.sent(sent, performance.now());
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    for (const path of trace.paths()) emit(path);
    const { probes, answered } = trace;
    emit({ type: 'traced', probes, answered, elapsedMs: Math.round(performance.now() - begun) });
  } finally {
    for (const receiver of receivers) receiver.close();
    transmitter.close();
    reserved.close();
  }
}

function createDoor(
  routing: NetlinkQuestions,
  portBase: number,
  transmit: (length: number) => boolean,
  buffer: Uint8Array,
): TraceDoor {
  const sources = new Map<number, number | null>();
  const used = new Set<number>();

  function sourceFor(address: number): number | null {
    let source = sources.get(address);
    if (source === undefined) {
      const answer = routing.routeTo(address);
      source = answer.type === 'unicast' ? answer.source : null;
      sources.set(address, source);
    }
    return source;
  }

  function freshToken(): number {
    for (;;) {
      const token = readU32(randomBytes(4), 0);
      if (!isToken(token) || used.has(token)) continue;
      used.add(token);
      return token;
    }
  }

  return {
    send({ address, method, port }: TraceTarget, ttl) {
      const token = freshToken();
      const source = sourceFor(address);
      // Where there is no way, it is as silent as one that nobody answers on.
      if (source === null) return token;
      const probe = { method, source, destination: address, ttl, ownPort: portBase, port, token };
      return transmit(emitTrace(buffer, 0, probe)) ? token : null;
    },
  };
}

function createVisitor(
  timeOf: (micros: number) => number,
  hear: ReturnType<typeof createTrace>['hear'],
): PacketVisitor {
  const scratch = createAnswer();
  const answer: TraceAnswer = { from: 0, token: 0, method: 'icmp' };
  return {
    packet(bytes, offset, end, missing, _linkHeader, micros, unchecked) {
      const kind = readTrace(bytes, offset, end, missing, unchecked, scratch, answer);
      if (kind === NOTHING) return;
      const isQuote = scratch.icmp !== 0;
      hear({
        kind: kind === DIED ? 'died' : kind === ARRIVED_THERE ? 'arrived' : 'refused',
        token: answer.token,
        host: isQuote ? scratch.host : null,
        method: answer.method,
        from: answer.from,
        hops: hopsOf(scratch.ttl),
        at: timeOf(micros),
      });
    },
  };
}
