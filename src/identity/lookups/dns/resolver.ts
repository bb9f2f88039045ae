// Names of addresses, from the name servers that the system uses: PTR (RFC 1035 section 3.5), thousands at once.
//
//   names(ip) ─► cache ─► the first server that lives ─► name-server.ts: its window, its sockets ─► names
//                             └─ silent, or refused: the next one, and so on
//
//  1. Who has no answer in time is asked again, the next server each time. It is given up when it was asked often enough for the loss
//     that was seen (question-window.ts), while its server spoke to others and was not asked too much: our own haste loses nobody's name.
//  2. It is given up, too, when no server has said anything to anybody for `patienceMs`, and LONGEST_MS after it was asked in any case.
//  3. REFUSED is what servers say that are full, others to all that they do not serve: it is asked elsewhere, then after a while again.
//     Another failure is asked elsewhere at once, FAILURES_MOST times in all.
//  4. Names are what the answer says of the address: its pointers, and those of the names that it is an alias of (RFC 2317).
//  5. Every answer is kept, that there is no name as well; what nobody answered is not, and is counted.
//  6. What is asked ends with the signal of the last who asked for it.
import { be16, concat, hex } from '../../../service/bytes.ts';
import { type DnsMessage, nameAt, PTR } from '../../../service/directory/dns-message.ts';
import { reverseLabels, wireName } from '../../../service/directory/mdns-heard.ts';
import { type Answer, type OpenWire, openSockets } from './dns-sockets.ts';
import { type Attempt, createNameServer, type NameServer, type Question } from './name-server.ts';
import { serverOf } from './server-address.ts';
import { type Clock, createSteadyClock } from './steady-clock.ts';

const TICK_MS = 20;
/** Of ticks: how often it is looked who is to be given up. */
const SWEEP_EVERY = 5;
const PATIENCE_MS = 3000;
const LONGEST_MS = 120_000;
const REST_MS = 300;
const CACHE_MOST = 65_536;
const NAMES_MOST = 4;
const FAILURES_MOST = 3;
const REFUSALS_MOST = 4;
const CNAME = 5;
const IN = hex('0001');
const TRUNCATED = 0x0200;
const RCODE = 0x000f;
const NXDOMAIN = 3;
const REFUSED = 5;
const NONE: readonly string[] = [];

export interface Resolver {
  /** Empty: it has none, or nobody knows. Never rejects. `patienceMs`: rule 2; default: 3000. */
  names(ip: string, signal: AbortSignal, patienceMs?: number): Promise<readonly string[]>;
  /** Addresses about which nobody has said anything, so far; 0 where no server says anything at all. */
  unanswered(): number;
  close(): void;
}

export interface ResolverOptions {
  /** So many questions are on their way to one server at the most. Default: 4096. */
  readonly most?: number;
  readonly clock?: Clock;
  readonly openWire?: OpenWire;
}

interface Asker {
  readonly question: Asked;
  readonly signal: AbortSignal;
  take(names: readonly string[]): void;
}

interface Asked extends Question {
  readonly ip: string;
  readonly askedAt: number;
  readonly patienceMs: number;
  readonly askers: Set<Asker>;
  failures: number;
  refusals: number;
}

/** `servers`: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`, as node:dns has them. */
export function createResolver(
  servers: readonly string[],
  { most, clock = createSteadyClock(TICK_MS), openWire = openSockets }: ResolverOptions = {},
): Resolver {
  const cache = new Map<string, readonly string[]>();
  const asking = new Map<string, Asked>();
  /** Thousands of questions have one signal. */
  const bySignal = new Map<AbortSignal, SignalAskers>();
  let resting: { readonly question: Asked; readonly until: number }[] = [];
  let unanswered = 0;
  let ticks = 0;
  let stopTicking: (() => void) | null = null;
  let isClosed = false;

  const all: readonly NameServer<Asked>[] = servers.flatMap((text) => {
    const named = serverOf(text);
    const ended = (questions: readonly Asked[]): void => questions.forEach(ask);
    const options = { ...(most === undefined ? {} : { most }), clock, openWire, answered, silent: ask, ended };
    return named === null ? [] : [createNameServer<Asked>(named, options)];
  });
  const alive = (): readonly NameServer<Asked>[] => all.filter(({ isDead }) => !isDead);
  const heardAt = (): number => Math.max(...all.map((server) => server.heardAt));

  /** For the first time, or again. */
  function ask(question: Asked): void {
    if (question.isSettled) return;
    const servers = alive();
    if (isClosed || servers.length === 0 || isAskedEnough(question, servers)) settle(question, null);
    else servers[question.attempts.length % servers.length].ask(question);
  }

  /** Rule 2. */
  function isOverdue({ askedAt, patienceMs, attempts: [first] }: Asked, now: number): boolean {
    if (now - askedAt > LONGEST_MS) return true;
    return first !== undefined && now - Math.max(first.sentAt, heardAt()) > patienceMs;
  }

  function answered(question: Asked, { message, bytes }: Answer, attempt: Attempt): void {
    const code = message.flags & RCODE;
    const names = code === 0 ? namesIn(message, bytes, question.ip) : NONE;
    const isWhole = names.length > 0 || (message.flags & TRUNCATED) === 0;
    if ((code === 0 && isWhole) || code === NXDOMAIN) settle(question, names);
    else if (code === REFUSED) refused(question, attempt);
    else {
      question.failures++;
      ask(question);
    }
  }

  /** Rule 3. */
  function refused(question: Asked, attempt: Attempt): void {
    attempt.isRefused = true;
    question.refusals++;
    if (question.refusals % alive().length !== 0) ask(question);
    else resting.push({ question, until: clock.now() + REST_MS });
  }

  function settle(question: Asked, names: readonly string[] | null): void {
    if (question.isSettled) return;
    question.isSettled = true;
    asking.delete(question.ip);
    for (const attempt of question.attempts) attempt.forget();
    if (names === null) unanswered++;
    else if (cache.size < CACHE_MOST) cache.set(question.ip, names);
    for (const asker of [...question.askers]) leave(asker, names ?? NONE);
    if (asking.size > 0) return;
    stopTicking?.();
    stopTicking = null;
  }

  function begin(ip: string, patienceMs: number): Asked {
    const question: Asked = {
      ...{ ip, askedAt: clock.now(), patienceMs, askers: new Set<Asker>(), failures: 0, refusals: 0 },
      ...{ bytes: concat(wireName(reverseLabels(ip)), be16(PTR), IN), attempts: [], isSettled: false },
    };
    asking.set(ip, question);
    stopTicking ??= clock.every(TICK_MS, tick);
    return question;
  }

  function tick(): void {
    const now = clock.now();
    const rested = resting.findIndex(({ until }) => until > now);
    for (const { question } of resting.splice(0, rested < 0 ? resting.length : rested)) ask(question);
    for (const server of all) server.tick();
    if (++ticks % SWEEP_EVERY !== 0) return;
    for (const question of [...asking.values()]) if (isOverdue(question, now)) settle(question, null);
  }

  /** Rule 6. */
  function join(question: Asked, signal: AbortSignal): Promise<readonly string[]> {
    return new Promise((take) => {
      const asker: Asker = { question, signal, take };
      question.askers.add(asker);
      const same = bySignal.get(signal) ?? watch(signal);
      same.askers.add(asker);
    });
  }

  function watch(signal: AbortSignal): SignalAskers {
    const same: SignalAskers = {
      askers: new Set(),
      end() {
        for (const asker of [...same.askers]) {
          leave(asker, NONE);
          if (asker.question.askers.size === 0) drop(asker.question);
        }
      },
    };
    signal.addEventListener('abort', same.end, { once: true });
    bySignal.set(signal, same);
    return same;
  }

  function leave(asker: Asker, names: readonly string[]): void {
    const { question, signal } = asker;
    question.askers.delete(asker);
    asker.take(names);
    const same = bySignal.get(signal);
    same?.askers.delete(asker);
    if (same === undefined || same.askers.size > 0) return;
    signal.removeEventListener('abort', same.end);
    bySignal.delete(signal);
  }

  /** Nobody wants to know any more: that is nobody's silence. */
  function drop(question: Asked): void {
    if (question.isSettled) return;
    settle(question, null);
    unanswered--;
  }

  return {
    async names(ip, signal, patienceMs = PATIENCE_MS) {
      const known = cache.get(ip);
      if (known !== undefined || isClosed || signal.aborted) return known ?? NONE;
      const same = asking.get(ip);
      const question = same ?? begin(ip, patienceMs);
      const names = join(question, signal);
      if (same === undefined) ask(question);
      return names;
    },
    unanswered: () => (heardAt() === Number.NEGATIVE_INFINITY ? 0 : unanswered),
    close() {
      isClosed = true;
      for (const question of [...asking.values()]) drop(question);
      resting = [];
      for (const server of all) server.close();
    },
  };
}

interface SignalAskers {
  readonly askers: Set<Asker>;
  end(): void;
}

/** Rule 1. */
function isAskedEnough({ attempts, failures }: Asked, servers: readonly NameServer<Asked>[]): boolean {
  const fair = attempts.filter(({ window, sentAt }) => window.isFair(sentAt));
  const refusals = fair.filter(({ isRefused }) => isRefused).length;
  const passedOver = fair.filter(({ isPassedOver }) => isPassedOver).length;
  const most = Math.max(...servers.map((server) => server.attempts()));
  return failures >= FAILURES_MOST || refusals >= REFUSALS_MOST || passedOver >= most;
}

/** Rule 4. */
function namesIn({ records }: DnsMessage, bytes: Uint8Array, ip: string): readonly string[] {
  const owners = new Set([reverseLabels(ip).join('.')]);
  const names = new Set<string>();
  for (const { name, type, at } of records) {
    if (!owners.has(name.toLowerCase())) continue;
    const [target] = nameAt(bytes, at);
    if (type === CNAME) owners.add(target.toLowerCase());
    if (type === PTR && target !== '' && names.size < NAMES_MOST) names.add(target);
  }
  return [...names];
}
