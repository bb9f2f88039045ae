// Multicast DNS with hosts that answer as they like: one that is asked itself, one that hears its link alone, and hostile ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MdnsQuestion, mdnsMessage, wireName } from '../../service/directory/mdns-heard.ts';
import { shortly } from '../sources/fact.test-data.ts';
import { mdnsLookup } from './ask-mdns.ts';
import type { Hearing, Party } from './party.ts';

const [PTR, TXT, SRV] = [12, 16, 33];
const OPTIONS = { signal: new AbortController().signal, budgetMs: 300 };
const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255);
const name = (text: string): Buffer => Buffer.from(wireName(text.split('.')));

function record(owner: string, type: number, data: Buffer): Buffer {
  return Buffer.concat([name(owner), u16(type), u16(1), Buffer.from([0, 0, 0, 10]), u16(data.length), data]);
}

function answer(...records: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('504f84000000', 'hex'), u16(records.length), Buffer.alloc(4), ...records]);
}

const SERVICES = answer(record('_services._dns-sd._udp.local', PTR, name('_googlecast._tcp.local')));
const INSTANCE = answer(
  record('_googlecast._tcp.local', PTR, name('x._googlecast._tcp.local')),
  record('x._googlecast._tcp.local', SRV, Buffer.concat([Buffer.alloc(4), u16(8009), name('cast-1.local')])),
  record(
    'x._googlecast._tcp.local',
    TXT,
    Buffer.concat([Buffer.of(13), Buffer.from('md=Chromecast'), Buffer.of(7), Buffer.from('fn=Hall')]),
  ),
);
const REVERSE = answer(record('9.0.18.198.in-addr.arpa', PTR, name('bare-host.local')));

/** What the host says to a question, sent to it or called to its link. */
type Host = (question: string, isCalled: boolean) => readonly Buffer[];

function partyOf(host: Host): Party {
  const waiting: Uint8Array[] = [];
  let wake: (() => void) | null = null;
  const hear = (bytes: Uint8Array, isCalled: boolean): void => {
    waiting.push(...host(Buffer.from(bytes).toString('latin1'), isCalled));
    wake?.();
  };
  const hearing: Hearing = {
    async next(withinMs) {
      if (waiting.length === 0 && withinMs > 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, withinMs);
        });
      }
      return waiting.shift() ?? null;
    },
    close: () => {},
  };
  return {
    listen: () => hearing,
    send: (_, bytes) => hear(bytes, false),
    call: (bytes) => hear(bytes, true),
    close: () => {},
  };
}

async function told(host: Host, isNear = true): Promise<readonly string[]> {
  const clues = await mdnsLookup(() => partyOf(host)).ask!({ ip: '198.18.0.9', isNear, rttMs: 1 }, OPTIONS);
  return clues.map(shortly).sort();
}

const cast: Host = (question) => {
  if (question.includes('_services')) return [SERVICES];
  return question.includes('_googlecast') ? [INSTANCE] : [];
};
const CAST = [
  'mdns kind media-player 0.7',
  'mdns kind media-player 0.9',
  'mdns model Chromecast 0.95',
  'mdns name Hall 0.5',
  'mdns name cast-1 0.95',
  'mdns vendor Google 0.9',
];

test('a host that answers when it is asked itself', async () => {
  assert.deepEqual(await told(cast, false), CAST);
});

test('one that hears its link alone is asked there for the rest, too', async () => {
  assert.deepEqual(await told((question, isCalled) => (isCalled ? cast(question, isCalled) : [])), CAST);
  assert.deepEqual(await told((question, isCalled) => (isCalled ? cast(question, isCalled) : []), false), []);
});

test('a host without services tells the name of its address', async () => {
  assert.deepEqual(await told((question) => (question.includes('in-addr') ? [REVERSE] : [])), [
    'mdns name bare-host 0.95',
  ]);
});

test('what comes twice, noise, loops and another’s name are passed over', async () => {
  const loop = Buffer.from(SERVICES);
  loop.set([0xc0, 12], 12);
  const other = answer(record('8.0.18.198.in-addr.arpa', PTR, name('other.local')));
  const noisy: Host = (question) => [Buffer.alloc(100, 0xff), loop, other, SERVICES, ...cast(question, false)];
  assert.deepEqual(await told(noisy), CAST);
});

test('a host that never ends is cut', async () => {
  let k = 0;
  const endless: Host = () =>
    Array.from({ length: 50 }, () => answer(record('_services._dns-sd._udp.local', PTR, name(`_k${k++}._tcp.local`))));
  assert.deepEqual(await told(endless), []);
});

test('questions are whole messages', () => {
  const question: MdnsQuestion = [['a'.repeat(200), '', 'local'], PTR];
  const bytes = mdnsMessage([question]);
  assert.equal(bytes.length, 12 + 1 + 63 + 1 + 5 + 1 + 4);
});
