// What is behind a UDP port.
//
//  1. What the scan's own question brought is read first: most ports need no more.
//  2. Else the port is asked what it suggests, then what names most (`udpYield`), one datagram after another, the likely ones
//     twice, as one may be lost, and in the same time oftener who answers from elsewhere, whom no scan could hear. Every reader
//     reads every answer, and the first sure verdict ends it.
//  3. Who is recognised may be asked for more (`learn`).
//  4. Where the scan's own questions need no second time, only what it did not ask, or could not hear, is asked.
//  5. Where answers come to a port of ours by number (DHCP), this machine itself is not asked: that port, bound, would be the one
//     that a scan of it finds, and silent.
//  6. A port unreachable ends it, and so does the budget. What was seen is in the result.
import type { Endpoint, Service, Verdict } from '../service.ts';
import { SURE } from '../service.ts';
import { type Budget, budgetOf } from '../talk/budget.ts';
import { type Datagrams, isThisMachine, openDatagrams } from '../talk/datagrams.ts';
import { peerNow } from '../talk/peer-clock.ts';
import type { Talk } from '../talk/talk.ts';
import { createEvidence, type EvidenceKeeper, type ExchangeKeeper } from './evidence.ts';
import { type Judged, judge, replyOf } from './judge.ts';
import { INTENSITY_DEFAULT } from './order.ts';
import type { RecogniseOptions } from './recognise.ts';
import type { Recognised } from './recognised.ts';

const UNKNOWN: Verdict = { confidence: 0 };
const LIKELY_ASKED = 2;
const ELSEWHERE_ASKED = 4;
/** Of the time that a likely one is waited for, how long between two of those. */
const ELSEWHERE_APART = 1 / 3;

/** What is known of a port so far. */
interface Inquiry {
  readonly endpoint: Endpoint;
  readonly options: RecogniseOptions;
  readonly budget: Budget;
  readonly deadline: number;
  readonly evidence: EvidenceKeeper;
  best: Judged | null;
  failure: string | null;
}

export async function recogniseDatagram(endpoint: Endpoint, options: RecogniseOptions): Promise<Recognised> {
  const { signal, intensity = INTENSITY_DEFAULT } = options;
  const budget = budgetOf(endpoint.rttMs, intensity);
  const deadline = peerNow() + budget.total;
  const inquiry: Inquiry = {
    endpoint,
    options,
    budget,
    deadline,
    evidence: createEvidence(options.registry.flatMap(({ secrets = [] }) => secrets)),
    best: null,
    failure: null,
  };
  const { first, common } = datagramTries(options.registry, endpoint, intensity);
  if (endpoint.response !== undefined) await readFirst(inquiry, first);
  for (const service of [...first, ...common]) {
    if (isSure(inquiry) || inquiry.failure !== null || signal.aborted || peerNow() >= deadline) break;
    await ask(inquiry, service, first.includes(service));
  }
  const { best, failure, evidence } = inquiry;
  const verdict = best?.verdict ?? UNKNOWN;
  return {
    service: verdict.service ?? best?.service.name ?? 'unknown',
    verdict,
    tls: null,
    exchanges: evidence.exchanges(),
    ...(failure === null ? {} : { failure }),
  };
}

export interface DatagramTries {
  readonly first: readonly Service[];
  readonly common: readonly Service[];
}

/** What lives on the port; then what names most, the smallest `udpYield` first. */
export function datagramTries(
  registry: readonly Service[],
  { port, onlyUnasked = false }: Endpoint,
  intensity: number,
): DatagramTries {
  const asks = registry.filter(({ hello }) => hello !== undefined);
  const first = asks.filter(({ udpPorts }) => udpPorts?.includes(port));
  if (onlyUnasked) return { first: first.filter(isUnasked), common: [] };
  if (intensity === 0) return { first, common: [] };
  const common = asks
    .filter((service) => service.udpYield !== undefined && !first.includes(service))
    .sort((one, other) => one.udpYield! - other.udpYield!);
  return { first, common };
}

const isUnasked = ({ udpUnasked, udpFromElsewhere }: Service): boolean =>
  udpUnasked === true || udpFromElsewhere === true;
const isSure = ({ best }: Inquiry): boolean => best !== null && best.verdict.confidence >= SURE;

async function readFirst(inquiry: Inquiry, likely: readonly Service[]): Promise<void> {
  const exchange = inquiry.evidence.exchange();
  const { response, question = null } = inquiry.endpoint;
  if (question !== null) exchange.sent(question);
  exchange.received(response!);
  await take(inquiry, exchange, response!, question, likely[0]?.name ?? null);
}

async function ask(inquiry: Inquiry, service: Service, isLikely: boolean): Promise<void> {
  const { endpoint, budget } = inquiry;
  if (service.udpFrom !== undefined && (await isThisMachine(endpoint.ip))) return;
  const words = typeof service.hello === 'function' ? service.hello(endpoint) : service.hello!;
  const datagrams = await openFor(inquiry, service);
  const exchange = inquiry.evidence.exchange();
  try {
    const wait = isLikely ? budget.patience : budget.brief;
    const elsewhere = service.udpFromElsewhere === true;
    const times = !isLikely ? 1 : elsewhere ? ELSEWHERE_ASKED : LIKELY_ASKED;
    for (let asked = 1; asked <= times; asked++) {
      for (const each of [words, ...(service.udpBeside ?? [])]) {
        exchange.sent(each);
        datagrams.send(each);
      }
      const bytes = await datagrams.receive(elsewhere && asked < times ? wait * ELSEWHERE_APART : wait);
      inquiry.failure = datagrams.failure;
      if (bytes === null && inquiry.failure !== null) return;
      if (bytes === null) continue;
      exchange.received(bytes);
      await take(inquiry, exchange, bytes, words, service.name);
      return;
    }
  } finally {
    datagrams.close();
  }
}

function openFor({ endpoint, options, deadline }: Inquiry, service: Service): Promise<Datagrams> {
  const { udpFromElsewhere: fromElsewhere, udpFrom: from } = service;
  return openDatagrams(endpoint, { signal: options.signal, deadline, fromElsewhere, from });
}

/** Reads what came, and learns more from whom it recognised. One that was refuted (0) while more was learnt is nothing. */
async function take(
  inquiry: Inquiry,
  exchange: ExchangeKeeper,
  bytes: Uint8Array,
  sent: Uint8Array | null,
  to: string | null,
): Promise<void> {
  const { endpoint, options } = inquiry;
  let judged = judge(options.registry, replyOf(endpoint, bytes, sent, to, false));
  if (judged === null) return;
  if (judged.service.learn !== undefined && judged.verdict.complete !== true)
    judged = await learn(inquiry, exchange, judged);
  if (judged.verdict.confidence <= (inquiry.best?.verdict.confidence ?? 0)) return;
  inquiry.best = judged;
  exchange.decided();
}

async function learn(inquiry: Inquiry, exchange: ExchangeKeeper, { service, verdict }: Judged): Promise<Judged> {
  const { endpoint, budget } = inquiry;
  const datagrams = await openFor(inquiry, service);
  try {
    return { service, verdict: await service.learn!(talkOver(endpoint, datagrams, budget, exchange), verdict) };
  } catch {
    return { service, verdict };
  } finally {
    datagrams.close();
  }
}

/** A conversation as records see it: what is sent is one datagram, and so is what is received. */
function talkOver(endpoint: Endpoint, datagrams: Datagrams, budget: Budget, exchange: ExchangeKeeper): Talk {
  const talk: Talk = {
    endpoint,
    tls: null,
    get closed() {
      return datagrams.failure !== null;
    },
    send(bytes) {
      const raw = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
      exchange.sent(raw);
      datagrams.send(raw);
    },
    async receive() {
      const bytes = (await datagrams.receive(budget.patience)) ?? new Uint8Array(0);
      exchange.received(bytes);
      return bytes;
    },
    startTls: async () => false,
    again: async () => talk,
    close() {},
  };
  return talk;
}
