// What a reply is: every reader reads it, the surest verdict counts.
import { latin1, stands } from '../bytes.ts';
import type { Endpoint, Reply, Service, Verdict } from '../service.ts';

/** As service.ts has it. */
const GREETING_ALONE = 0.7;

export interface Judged {
  readonly service: Service;
  readonly verdict: Verdict;
}

export function replyOf(
  endpoint: Endpoint,
  bytes: Uint8Array,
  sent: Uint8Array | null,
  to: string | null,
  closed: boolean,
): Reply {
  return { bytes, text: latin1(bytes), sent, to, closed, endpoint };
}

/**
 * The surest of all verdicts; of several equally sure ones that of the record whose words were answered, else the
 * registry's first. Null where no reader knows it, and where the peer says our own words back: that is no answer of
 * anybody who understood them (the record `echo` alone reads it, and whose handshake repeats by rule).
 */
export function judge(registry: readonly Service[], reply: Reply): Judged | null {
  if (reply.bytes.length === 0) return null;
  const echoed = reply.sent !== null && reply.sent.length > 3 && isEchoed(reply);
  let best: Judged | null = null;
  for (const service of registry) {
    const mayRepeat = service.repeats === true && service.name === reply.to;
    if (echoed !== (service.name === 'echo') && !mayRepeat) continue;
    const read = readSafely(service, reply);
    if (read === null) continue;
    const verdict = service.answersOnly && reply.sent === null ? unasked(read) : read;
    const surer = best === null || verdict.confidence > best.verdict.confidence;
    const asSure = best !== null && verdict.confidence === best.verdict.confidence && service.name === reply.to;
    if (surer || asSure) best = { service, verdict };
  }
  return best;
}

/** A record that throws is a fault of ours; what a stranger wrote must not make it the end of a scan. */
function readSafely(service: Service, reply: Reply): Verdict | null {
  try {
    return service.read(reply);
  } catch {
    return null;
  }
}

/** Anybody can print an answer; a daemon of that protocol waits for the question. */
function unasked(verdict: Verdict): Verdict {
  const confidence = Math.min(verdict.confidence, GREETING_ALONE);
  return { ...verdict, confidence, contradiction: verdict.contradiction ?? 'answers before it is asked' };
}

function isEchoed({ bytes, sent }: Reply): boolean {
  return stands(bytes, sent!.subarray(0, Math.min(sent!.length, bytes.length)));
}
