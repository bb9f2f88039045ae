// What came back is read by every record; whoever recognises it learns more.
//
//  1. What is recognised and has not all come is waited for.
//  2. More is learnt on the same connection; on a new one, after its greeting, where the peer has ended it, or where other
//     words than its own were said: what comes next may still be the answer to those.
//  3. Who greeted late is given as long on every further connection: it will again.
//  4. What begins as the greeting did is that greeting again, and no answer to what was said.
//  5. Where nothing may be said, nothing is learnt.
//  6. Who answers several questions at length, and nobody knows any of it, makes noise: nothing further is asked.
//  7. How long answers took says how long the host's others are waited for (talk/answer-times.ts).
//  8. The surest verdict stays. One that was refuted (0) while more was learnt counts for nothing.
import { stands } from '../bytes.ts';
import type { Service } from '../service.ts';
import { afterGreeting } from '../talk/budget.ts';
import type { Connection } from '../talk/connection.ts';
import { peerNow } from '../talk/peer-clock.ts';
import type { Talk } from '../talk/talk.ts';
import type { ExchangeKeeper } from './evidence.ts';
import { type Judged, judge, replyOf } from './judge.ts';
import { isSure, type Layer, talkAbout, talkIn } from './layer.ts';

/** Whose words were said, and which. */
export interface Said {
  readonly service: Service;
  readonly words: Uint8Array;
}

const GREETING_KEPT = 512;
/** Of an answer that nobody may know: so much shows whether anybody wants more of it. */
const BYTES_TO_JUDGE = 16_384;

/** Why the others end; where none is given, Node makes an error with a stack for each port. */
const KNOWN = 'it is known';
/** Who does not understand says so in fewer. */
const LOUD_BYTES = 4096;

interface Heard {
  readonly bytes: Uint8Array;
  readonly judged: Judged | null;
}

/** Reads what comes to what was said (null: nothing was) within `wait` milliseconds. Gives how many bytes that were. */
export async function hear(layer: Layer, connection: Connection, said: Said | null, wait: number): Promise<number> {
  const exchange = layer.evidence.exchange();
  if (said !== null) exchange.sent(said.words);
  const { bytes, judged } = await receiveAll(layer, connection, said, wait);
  exchange.received(bytes);
  layer.heard += bytes.length;
  if (bytes.length === 0 && connection.endedAfter < layer.budget.atOnce) layer.shut = true;
  if (judged === null && bytes.length >= LOUD_BYTES) layer.loud++;
  if (judged !== null) keep(layer, await learnMore(layer, connection, said, exchange, judged), exchange);
  return bytes.length;
}

/** Rules 1, 3, 4 and 7. */
async function receiveAll(layer: Layer, connection: Connection, said: Said | null, wait: number): Promise<Heard> {
  const { registry, endpoint } = layer;
  const read = (of: Uint8Array) => {
    const answered = isGreeting(layer, of) ? null : said;
    const [words, to] = [answered?.words ?? null, answered?.service.name ?? null];
    return judge(registry, replyOf(endpoint, of, words, to, connection.closed));
  };
  const begin = peerNow();
  let bytes = await connection.receive(wait, undefined, BYTES_TO_JUDGE);
  const took = peerNow() - begin;
  if (said !== null && bytes.length > 0) layer.times.answered(Math.max(0, took - layer.budget.quiet));
  if (said === null && bytes.length > 0) {
    layer.budget = afterGreeting(layer.budget, took);
    layer.greeting = bytes.slice(0, GREETING_KEPT);
  }
  let judged = read(bytes);
  while (judged?.verdict.more && !connection.closed && peerNow() < layer.deadline) {
    const rest = await connection.receive(layer.budget.patience);
    if (rest.length === 0) break;
    bytes = Buffer.concat([bytes, rest]);
    judged = read(bytes);
  }
  return { bytes, judged };
}

function isGreeting({ greeting }: Layer, bytes: Uint8Array): boolean {
  return greeting.length > 0 && stands(bytes, greeting);
}

/** Rules 2 and 5. */
async function learnMore(
  layer: Layer,
  connection: Connection,
  said: Said | null,
  exchange: ExchangeKeeper,
  judged: Judged,
): Promise<Judged> {
  if (!layer.maySpeak) return judged;
  if (judged.service.learn === undefined || judged.verdict.complete === true) return judged;
  const isOurs = said === null || said.service === judged.service;
  if (isOurs && !connection.closed) {
    return learn(judged, talkAbout(layer, connection, exchange));
  }
  connection.close();
  const talk = await talkIn(layer);
  if (talk === null) return judged;
  // Who greets does so again, and it is no answer to what is asked then.
  if (judged.service.hello === undefined) await talk.receive();
  return learn(judged, talk);
}

async function learn({ service, verdict }: Judged, talk: Talk): Promise<Judged> {
  try {
    return { service, verdict: await service.learn!(talk, verdict) };
  } catch {
    return { service, verdict };
  } finally {
    talk.close();
  }
}

/** Rule 8. */
function keep(layer: Layer, judged: Judged, exchange: ExchangeKeeper): void {
  if (judged.verdict.confidence > (layer.best?.verdict.confidence ?? 0)) {
    layer.best = judged;
    exchange.decided();
  }
  if (isSure(layer)) layer.known.abort(KNOWN);
}
