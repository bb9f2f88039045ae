// What is behind one open port.
//
//  1. Connect and listen. Who greets is read, and asked on the same connection for more (`learn`).
//  2. Who is silent is asked, on that same connection, what the port suggests; then on new ones what names most services,
//     the likeliest first; then all the rest, several at once.
//     Who has not said a byte by then may still greet (greeting.ts).
//  3. Every reader reads every answer. The first sure verdict ends it; else the surest of all counts.
//  4. Where the answer is TLS, the same begins again inside it.
//  5. Where a daemon would print what it reads (HARMED_BY_WORDS) nothing is said at all, whatever it greets with.
//  6. Who closes at once, before anything is said, and says nothing to what names most services, is asked no further. Who may have
//     waited first (some close after 200 ms when they are busy, and this process had no time to speak) is asked all, and again.
//  7. Who has said something that nobody knows, while this process was late, may not have been heard to what it does know: what is
//     likely is asked once more.
//  8. Whatever happens, it ends with its budget, and what was seen is in the result.
import type { Endpoint, Service } from '../service.ts';
import { type AnswerTimes, createAnswerTimes } from '../talk/answer-times.ts';
import { type Budget, budgetOf } from '../talk/budget.ts';
import { peerNow } from '../talk/peer-clock.ts';
import { askInTurn, askLikelyAgain, askSeveral } from './ask.ts';
import { listenFirst, listenLate } from './greeting.ts';
import { hear } from './hear.ts';
import { createLayer, isSure, type Layer, openIn, resultOf } from './layer.ts';
import { INTENSITY_DEFAULT, triesFor } from './order.ts';
import type { Recognised } from './recognised.ts';
import { type TlsTries, withStartTlsNotes, withTlsNotes } from './tls-notes.ts';

export interface RecogniseOptions {
  readonly registry: readonly Service[];
  readonly signal: AbortSignal;
  readonly intensity?: number;
  /** What other ports of this host turned out to be. */
  readonly seen?: ReadonlySet<string>;
  /** How long this host's daemons take to answer, as its other ports have shown. */
  readonly times?: AnswerTimes;
  /** Called once nothing is done any more but listening, for seconds: another port may be asked meanwhile. */
  readonly idle?: () => void;
}

/** Raw printing (JetDirect) and LPD: what is said there may come out on paper. */
const HARMED_BY_WORDS = new Set([515, 9100, 9101, 9102, 9103, 9104, 9105, 9106, 9107]);
/** From here on two more handshakes look for old versions of TLS and weak ciphers. */
const INTENSITY_OLD_TLS = 5;
const INTENSITY_ALL_CIPHERS = 9;
/** A handshake that OpenSSL ended, over something that the peer had said: it may take what OpenSSL does not any more. */
const ANSWERED = /^ERR_SSL_/;

/** Finds out what is behind a port. */
export type Recognise = (endpoint: Endpoint, options: Omit<RecogniseOptions, 'registry'>) => Promise<Recognised>;

export async function recognise(endpoint: Endpoint, options: RecogniseOptions): Promise<Recognised> {
  const { registry, signal, intensity = INTENSITY_DEFAULT, seen, times = createAnswerTimes(), idle } = options;
  const maySpeak = !HARMED_BY_WORDS.has(endpoint.port);
  const budget = budgetOf(endpoint.rttMs, intensity);
  const within = (insideTls: boolean): Promise<Recognised> => {
    const deadline = peerNow() + budget.total;
    return recogniseIn(
      createLayer({ endpoint, insideTls, registry, intensity, maySpeak, deadline, budget, signal, seen, times }),
      idle,
    );
  };
  const tries = (): TlsTries | null =>
    intensity >= INTENSITY_OLD_TLS && maySpeak && !signal.aborted ? tlsTries(budget, signal, intensity) : null;
  const outside = await within(false);
  if (outside.service !== 'tls' || !maySpeak || signal.aborted) return withStartTlsNotes(endpoint, outside, tries);
  const inside = await within(true);
  if (inside.tls === null) return outside;
  const { failure } = inside.tls;
  const found = failure === undefined ? joined(outside, inside) : { ...outside, tls: inside.tls };
  return withTlsNotes(endpoint, found, failure === undefined || ANSWERED.test(failure) ? tries() : null);
}

/** TLS around something nobody knows is known as TLS. */
function joined(outside: Recognised, inside: Recognised): Recognised {
  const exchanges = [...inside.exchanges, ...outside.exchanges];
  return inside.service === 'unknown' ? { ...outside, tls: inside.tls, exchanges } : { ...inside, exchanges };
}

const tlsTries = (budget: Budget, signal: AbortSignal, intensity: number): TlsTries => ({
  budget,
  signal,
  deadline: peerNow() + budget.total,
  all: intensity >= INTENSITY_ALL_CIPHERS,
});

/** Rules 1 to 3, on one layer. */
async function recogniseIn(layer: Layer, idle?: () => void): Promise<Recognised> {
  const { endpoint, registry, insideTls, intensity } = layer;
  const wait = listenFirst(layer);
  const first = await openIn(layer);
  if (first === null) return resultOf(layer);
  // A port that no scan has measured is measured by the first connection to it.
  const shortest = layer.times.connected(first.rttMs);
  if (endpoint.rttMs === undefined) layer.budget = budgetOf(shortest, intensity);
  const greeted = await hear(layer, first, null, Math.max(wait, layer.budget.listen));
  if (layer.maySpeak) {
    const tries = triesFor(registry, endpoint, insideTls, intensity, layer.seen);
    // Who has greeted may still be asked, but on a connection of its own: this one has said what it had to say.
    const hangsUp = greeted === 0 && first.closed;
    const maySpeak = greeted === 0 && !hangsUp;
    if (!maySpeak) first.close();
    const { heard } = await askInTurn(layer, tries.first, maySpeak ? first : null);
    const isShut = hangsUp && layer.heard === 0 && layer.shut;
    if (hangsUp && !layer.shut) layer.late = true;
    if (!isSure(layer) && !isShut) await askSeveral(layer, tries.rest);
    await heard;
    const asked = [...tries.first, ...tries.rest];
    await askLikelyAgain(layer, asked);
    first.close();
    if (!isShut) await listenLate(layer, asked, idle);
  }
  first.close();
  return resultOf(layer);
}
