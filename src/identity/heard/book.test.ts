import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeardBook, type Told } from './book.ts';
import type { HostStatement } from './heard.ts';

const TIME = '2026-11-27T12:00:00.000Z';
const [A, B] = ['02:00:5e:00:53:01', '02:00:5e:00:53:02'];
const IP = 0xc6120905;

const near = (ip: number): boolean => ip >= 0xc6120900 && ip <= 0xc61209ff;
const claim = (mac: string, ip = IP): HostStatement => ({ type: 'here', ip, mac, isClaim: true });
const name = (of: number | string, value: string): HostStatement => ({
  type: 'clue',
  of,
  clue: { about: 'name', value, source: 'mdns', confidence: 0.9 },
});

function tell() {
  const book = createHeardBook('listen');
  return { book, take: (statement: HostStatement) => book.take(statement, near, TIME).map(words) };
}

function words(told: Told): string {
  if (told.type === 'host') return `host ${told.ip} ${told.mac}`;
  return told.type === 'clue' ? `${told.ip} ${told.about} ${told.value}` : told.code;
}

test('a host is told of once, with an address of our networks', () => {
  const { take } = tell();
  assert.deepEqual(take(claim(A)), [`host 198.18.9.5 ${A}`]);
  assert.deepEqual(take(claim(A)), []);
  assert.deepEqual(take(claim(A, 0x0a000001)), []);
});

test('what others say of an address makes it no host, and is kept for when it is one', () => {
  const { take, book } = tell();
  assert.deepEqual(take(name(IP, 'router')), []);
  assert.equal(book.hosts().size, 0);
  assert.deepEqual(take(claim(A)), [`host 198.18.9.5 ${A}`, '198.18.9.5 name router']);
});

test('what a machine says waits for its address, and goes with each of its addresses', () => {
  const { take, book } = tell();
  assert.deepEqual(take(name(A, 'pixel')), []);
  assert.deepEqual(
    book.nameless().map(({ mac }) => mac),
    [A],
  );
  assert.deepEqual(take(claim(A)), [`host 198.18.9.5 ${A}`, '198.18.9.5 name pixel']);
  assert.deepEqual(take(claim(A, IP + 1)), [`host 198.18.9.6 ${A}`, '198.18.9.6 name pixel']);
  assert.deepEqual(take(name(A, 'pixel')), []);
  assert.deepEqual(book.nameless(), []);
});

test('who speaks for a whole network is told of, once; who speaks often for a few is not', () => {
  const { take } = tell();
  const told = Array.from({ length: 80 }, (_, k) => take(claim(A, IP + k))).flat();
  assert.equal(told.filter((each) => each === 'N_PROXY_ARP').length, 1);
  for (let k = 0; k < 200; k++) assert.ok(!take(claim(B, IP + 100 + (k % 8))).includes('N_PROXY_ARP'));
});

test('an address that moves has moved; one that two machines claim in turn is told of, once', () => {
  const { take } = tell();
  take(claim(A));
  assert.deepEqual(take(claim(B)), [`host 198.18.9.5 ${B}`]);
  assert.deepEqual(take(claim(A)), [
    `host 198.18.9.5 ${A}`,
    `198.18.9.5 mac ${B}`,
    `198.18.9.5 mac ${A}`,
    'N_ADDRESS_CONFLICT',
  ]);
  assert.ok(!take(claim(B)).includes('N_ADDRESS_CONFLICT'));
});

test('a packet that another machine passes on moves no address', () => {
  const { take } = tell();
  take(claim(A));
  assert.deepEqual(take({ type: 'here', ip: IP, mac: B, isClaim: false }), []);
  assert.deepEqual(take(name(B, 'router')), []);
});

test('of one machine so much is kept and no more', () => {
  const { take, book } = tell();
  for (let k = 0; k < 1000; k++) take(name(A, `name-${k}`));
  assert.ok(book.nameless()[0].clues.length <= 48);
});

test('a device whose address for management is elsewhere is known by its MAC address', () => {
  const { take, book } = tell();
  const clue = { about: 'name', value: 'sw1', source: 'lldp', confidence: 0.9 } as const;
  assert.deepEqual(take({ type: 'clue', of: 0x0a000001, otherwise: A, clue }), []);
  assert.deepEqual(
    book.nameless().map(({ mac, clues }) => [mac, clues[0].value]),
    [[A, 'sw1']],
  );
  take(claim(B));
  assert.deepEqual(take({ type: 'clue', of: IP, otherwise: A, clue }), ['198.18.9.5 name sw1']);
});

test('an address is no other address of itself', () => {
  const { take } = tell();
  take(claim(A));
  const clue = { about: 'address', value: '198.18.9.5', source: 'lldp', confidence: 0.9 } as const;
  assert.deepEqual(take({ type: 'clue', of: A, clue }), []);
});
