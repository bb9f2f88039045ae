// What is behind one open port.
//
//  1. Connect and listen. Who greets is read, and asked on the same connection for more (`learn`).
//  2. Who is silent is asked, on that same connection, what the port suggests; then on new ones what names most services,
//     the likeliest first; then all the rest, several at once.
//  3. Every reader reads every answer. The first sure verdict ends it; else the surest of all counts.
//  4. Where the answer is TLS, the same begins again inside it.
//  5. Where a daemon would print or do what it reads (HARMED_BY_WORDS) nothing is said at all.
//  6. Whatever happens, it ends with its budget, and what was seen is in the result.
import { setMaxListeners } from 'node:events';
import type { Endpoint, Service, Verdict } from '../service.ts';
import { SURE } from '../service.ts';
import { type Budget, budgetOf } from '../talk/budget.ts';
import { type Connection, openConnection } from '../talk/connection.ts';
import { talkOver } from '../talk/over-connection.ts';
import type { Talk } from '../talk/talk.ts';
import type { TlsFacts } from '../talk/tls-facts.ts';
import { createEvidence } from './evidence.ts';
import { type Judged, judge, replyOf } from './judge.ts';
import { INTENSITY_DEFAULT, triesFor, WIDE } from './order.ts';
import type { Recognised } from './recognised.ts';
import { withStartTlsNotes, withTlsNotes } from './tls-notes.ts';

export interface RecogniseOptions {
  readonly registry: readonly Service[];
  readonly signal: AbortSignal;
  readonly intensity?: number;
}

/** Raw printing (JetDirect) and LPD: what is said there may come out on paper. */
const HARMED_BY_WORDS = new Set([515, 9100, 9101, 9102, 9103, 9104, 9105, 9106, 9107]);
const UNKNOWN: Verdict = { confidence: 0 };
/** Offered one after another, as long as the peer refuses what it is offered (RFC 7301 section 3.2). */
const OFFERS: readonly (readonly string[])[] = [['http/1.1'], ['h2'], []];
const REFUSED = /NO_APPLICATION_PROTOCOL/;
/** From here on one more handshake looks for old versions of TLS. */
const INTENSITY_OLD_TLS = 5;

/** Finds out what is behind a port. */
export type Recognise = (endpoint: Endpoint, options: Omit<RecogniseOptions, 'registry'>) => Promise<Recognised>;

export async function recognise(endpoint: Endpoint, options: RecogniseOptions): Promise<Recognised> {
  const { signal, intensity = INTENSITY_DEFAULT } = options;
  const budget = budgetOf(endpoint.rttMs, intensity);
  const deadline = performance.now() + budget.total;
  const outside = await recogniseLayer(endpoint, false, budget, deadline, options);
  if (outside.service !== 'tls' || signal.aborted) return withStartTlsNotes(endpoint, outside);
  const withinDeadline = performance.now() + budget.total;
  const inside = await recogniseLayer(endpoint, true, budget, withinDeadline, options);
  if (inside.tls === null || inside.tls.failure !== undefined) return { ...outside, tls: inside.tls ?? outside.tls };
  const exchanges = [...inside.exchanges, ...outside.exchanges];
  // TLS around something nobody knows is known as TLS.
  const found = inside.service === 'unknown' ? { ...outside, tls: inside.tls, exchanges } : { ...inside, exchanges };
  const mayTry = intensity >= INTENSITY_OLD_TLS && !signal.aborted;
  return withTlsNotes(
    endpoint,
    found,
    mayTry ? { budget, signal, deadline: performance.now() + budget.connect } : null,
  );
}

async function recogniseLayer(
  endpoint: Endpoint,
  insideTls: boolean,
  expected: Budget,
  deadline: number,
  { registry, signal: outer, intensity = INTENSITY_DEFAULT }: RecogniseOptions,
): Promise<Recognised> {
  const evidence = createEvidence();
  let budget = expected;
  // Once it is known, the tries that are still under way need not be waited for.
  const known = new AbortController();
  const signal = AbortSignal.any([outer, known.signal]);
  // Every connection listens to it, as many as are open at once.
  setMaxListeners(0, signal);
  let best: Judged | null = null;
  let tls: TlsFacts | null = null;
  let failure: string | undefined;
  let offer = 0;

  async function open(): Promise<Connection | null> {
    if (signal.aborted || performance.now() >= deadline) return null;
    const connection = await openConnection(endpoint, { budget, signal, deadline });
    if ('failure' in connection) {
      failure ??= connection.failure;
      return null;
    }
    failure = undefined;
    if (!insideTls) return connection;
    const offered = offer;
    const isOpen = await connection.startTls(OFFERS[offered]);
    if (tls === null || tls.failure !== undefined) tls = connection.tls;
    if (isOpen) return connection;
    if (!REFUSED.test(connection.tls?.failure ?? '') || offered === OFFERS.length - 1) return null;
    offer = Math.max(offer, offered + 1);
    return open();
  }

  async function another(): Promise<Talk | null> {
    const connection = await open();
    return connection === null ? null : talkOver(connection, budget, evidence.exchange(), another);
  }

  const isSure = (): boolean => best !== null && best.verdict.confidence >= SURE;

  /** Reads what came to `service`'s words (null: to none), and learns more from whom it recognised. */
  async function take(
    connection: Connection,
    service: Service | null,
    sent: Uint8Array | null,
    wait: number,
  ): Promise<number> {
    const exchange = evidence.exchange();
    if (sent !== null) exchange.sent(sent);
    let all = await connection.receive(wait);
    const read = (): Judged | null =>
      judge(registry, replyOf(endpoint, all, sent, service?.name ?? null, connection.closed));
    let judged = read();
    // What came so far is somebody's, and not all of it.
    while (judged?.verdict.more && !connection.closed && performance.now() < deadline) {
      const rest = await connection.receive(budget.patience);
      if (rest.length === 0) break;
      all = Buffer.concat([all, rest]);
      judged = read();
    }
    exchange.received(all);
    if (judged === null) return all.length;
    const learns = judged.service.learn !== undefined && judged.verdict.complete !== true;
    if (learns && !connection.closed) {
      judged = await learn(judged, talkOver(connection, budget, exchange, another));
    } else if (learns) {
      const talk = await another();
      // Who greets does so again, and it is no answer to what is asked then.
      if (talk !== null && judged.service.hello === undefined) await talk.receive();
      if (talk !== null) judged = await learn(judged, talk);
    }
    // One that was refuted (0) while more was learnt counts for nothing.
    if (judged.verdict.confidence > (best?.verdict.confidence ?? 0)) {
      best = judged;
      exchange.decided();
    }
    if (isSure()) known.abort();
    return all.length;
  }

  async function ask(service: Service, wait: number, given: Connection | null): Promise<void> {
    const connection = given ?? (await open());
    if (connection === null) return;
    const words = typeof service.hello === 'function' ? service.hello(endpoint) : service.hello!;
    connection.send(words);
    await take(connection, service, words, wait);
    connection.close();
  }

  const first = await open();
  if (first !== null) {
    // A port that no scan has measured is measured by the first connection to it.
    if (endpoint.rttMs === undefined) budget = budgetOf(first.rttMs, intensity);
    const greeted = await take(first, null, null, budget.listen);
    const harmless = !HARMED_BY_WORDS.has(endpoint.port);
    const tries = triesFor(registry, endpoint, insideTls, intensity);
    // Who has greeted may still be asked, but on a connection of its own: this one has said what it had to say.
    let given = greeted === 0 && !first.closed ? first : null;
    if (given === null) first.close();
    for (const service of harmless ? tries.first : []) {
      if (isSure() || signal.aborted || performance.now() >= deadline) break;
      // What the port suggests, and what names most, is given time to think.
      const likely = service.ports.includes(endpoint.port) || service.yield! <= 2;
      await ask(service, likely ? budget.patience : budget.brief, given);
      given = null;
    }
    const rest = harmless && !isSure() ? [...tries.rest] : [];
    const late: Promise<void>[] = [];
    const walk = async (): Promise<void> => {
      for (let service = rest.shift(); service !== undefined; service = rest.shift()) {
        if (isSure() || signal.aborted || performance.now() >= deadline) return;
        // Who answers only after that, while others are asked already, is still heard: for twice as long again, so that never
        // more than 3 * WIDE connections are open. Some daemons take no more than 20.
        const answered = ask(service, 3 * budget.brief, null);
        late.push(answered);
        await within(budget.brief, answered);
      }
    };
    await Promise.all(Array.from({ length: WIDE }, walk));
    await Promise.all(late);
    first.close();
  }
  const found = best as Judged | null;
  const verdict = found?.verdict ?? UNKNOWN;
  return {
    service: verdict.service ?? found?.service.name ?? 'unknown',
    verdict,
    tls,
    exchanges: evidence.exchanges(),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Until `event`, `milliseconds` at the most. */
async function within(milliseconds: number, event: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([event, new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
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
