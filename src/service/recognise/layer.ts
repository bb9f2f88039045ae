// What is known of one port so far, on one layer: in the clear, or inside TLS.
import { setMaxListeners } from 'node:events';
import type { Endpoint, Service, Verdict } from '../service.ts';
import { SURE } from '../service.ts';
import type { AnswerTimes } from '../talk/answer-times.ts';
import type { Budget } from '../talk/budget.ts';
import { type Connection, openConnection } from '../talk/connection.ts';
import { talkOver } from '../talk/over-connection.ts';
import { lateBy, peerNow } from '../talk/peer-clock.ts';
import type { Talk } from '../talk/talk.ts';
import type { TlsFacts } from '../talk/tls-facts.ts';
import { createTurns } from '../talk/turns.ts';
import { createEvidence, type EvidenceKeeper, type ExchangeKeeper } from './evidence.ts';
import type { Judged } from './judge.ts';
import type { Recognised } from './recognised.ts';

export interface Layer {
  readonly endpoint: Endpoint;
  readonly insideTls: boolean;
  readonly registry: readonly Service[];
  readonly intensity: number;
  /** Nothing is ever said otherwise. */
  readonly maySpeak: boolean;
  /** What other ports of this host turned out to be: the order follows from it. */
  readonly seen?: ReadonlySet<string>;
  /** How long its daemons take to answer. */
  readonly times: AnswerTimes;
  readonly evidence: EvidenceKeeper;
  /** Once it is known, the tries that are still under way need not be waited for. */
  readonly known: AbortController;
  /** Ends all of them: the caller's word, or that it is known. */
  readonly signal: AbortSignal;
  /** What it says unasked, on every connection; its first bytes. */
  greeting: Uint8Array;
  /** How late this process had been before (`lateBy`), milliseconds. */
  readonly lateBefore: number;
  /** Bytes, whoever read them. */
  heard: number;
  /** Its host answered later than by rule, or a connection failed after others had not: silence may have been haste of ours. */
  late: boolean;
  /** It was seen to end a connection at once, without a word. */
  shut: boolean;
  /** Long answers that nobody knew. */
  loud: number;
  /** On the clock of `peerNow`. */
  deadline: number;
  budget: Budget;
  best: Judged | null;
  tls: TlsFacts | null;
  /** Why the last connection failed, where none succeeded after it. */
  failure: string | undefined;
  /** Of OFFERS, which is made next. */
  offer: number;
}

/** A handshake takes this process some two milliseconds: of so many at once none waits long for the others. */
const HANDSHAKES_AT_ONCE = 8;
/** Whoever takes longer is waited for, and that costs nothing: peers that stall hold nobody up. */
const TURN_MS = 100;
const handshakes = createTurns(HANDSHAKES_AT_ONCE);

/** Offered one after another, as long as the peer refuses what it is offered (RFC 7301 section 3.2). */
const OFFERS: readonly (readonly string[])[] = [['http/1.1'], ['h2'], []];
/** From here on it is noise, whatever is asked. */
const LOUD_MOST = 6;
const REFUSED = /NO_APPLICATION_PROTOCOL/;
const UNKNOWN: Verdict = { confidence: 0 };
const NOTHING = {
  greeting: new Uint8Array(0),
  heard: 0,
  late: false,
  shut: false,
  loud: 0,
  best: null,
  tls: null,
  failure: undefined,
  offer: 0,
};

export type LayerOptions = Omit<Layer, 'evidence' | 'known' | 'lateBefore' | keyof typeof NOTHING>;

/** `signal`: the caller's. */
export function createLayer(options: LayerOptions): Layer {
  const known = new AbortController();
  const signal = AbortSignal.any([options.signal, known.signal]);
  // Every connection listens to it, as many as are open at once.
  setMaxListeners(0, signal);
  return { ...options, evidence: createEvidence(), known, signal, lateBefore: lateBy(), ...NOTHING };
}

export function isSure({ best }: Layer): boolean {
  return best !== null && best.verdict.confidence >= SURE;
}

/** Nothing more is to be tried. */
export function isOver(layer: Layer): boolean {
  return isSure(layer) || layer.loud >= LOUD_MOST || isUp(layer);
}

/** Its time is up, or nobody wants to know any more. */
function isUp({ signal, deadline }: Layer): boolean {
  return signal.aborted || peerNow() >= deadline;
}

/** A new connection, inside TLS where the layer is; null: there is none to be had. */
export async function openIn(layer: Layer): Promise<Connection | null> {
  if (!layer.insideTls) return connectIn(layer);
  // Our own time is none of the port's.
  layer.deadline += await handshakes.take();
  const turn = setTimeout(leave, TURN_MS);
  let hasLeft = false;
  function leave(): void {
    if (!hasLeft) handshakes.leave();
    hasLeft = true;
    clearTimeout(turn);
  }
  return openInTls(layer).finally(leave);
}

async function openInTls(layer: Layer): Promise<Connection | null> {
  for (;;) {
    const connection = await connectIn(layer);
    if (connection === null) return null;
    const offered = layer.offer;
    const isKnown = layer.tls !== null && layer.tls.failure === undefined;
    const isOpen = await connection.startTls(OFFERS[offered], { needsCertificate: !isKnown });
    if (layer.tls === null || layer.tls.failure !== undefined) layer.tls = connection.tls;
    if (isOpen) return connection;
    if (!REFUSED.test(connection.tls?.failure ?? '') || offered === OFFERS.length - 1) return null;
    layer.offer = Math.max(layer.offer, offered + 1);
  }
}

async function connectIn(layer: Layer): Promise<Connection | null> {
  if (isUp(layer)) return null;
  const connection = await openConnection(layer.endpoint, layer);
  if ('failure' in connection) {
    layer.failure ??= connection.failure;
    return null;
  }
  layer.failure = undefined;
  return connection;
}

/** The same as records see it. */
export async function talkIn(layer: Layer): Promise<Talk | null> {
  const connection = await openIn(layer);
  if (connection === null) return null;
  return talkAbout(layer, connection, layer.evidence.exchange());
}

/** Of whoever is known by now: it is waited for as long as that deserves, or as this host's other answers say. */
export function talkAbout(layer: Layer, connection: Connection, exchange: ExchangeKeeper): Talk {
  const { patience, known } = layer.budget;
  const budget = { ...layer.budget, patience: Math.max(known, layer.times.wait(patience)) };
  return talkOver(connection, budget, exchange, () => talkIn(layer));
}

export function resultOf({ best, tls, evidence, failure }: Layer): Recognised {
  const verdict = best?.verdict ?? UNKNOWN;
  return {
    service: verdict.service ?? best?.service.name ?? 'unknown',
    verdict,
    tls,
    exchanges: evidence.exchanges(),
    ...(failure === undefined ? {} : { failure }),
  };
}
