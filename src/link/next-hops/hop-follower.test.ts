// Next hops that move, over a made-up link: what is heard, when, and what comes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as arp from '../../wire/arp.ts';
import * as ethernet from '../../wire/ethernet.ts';
import { createHopFollower, type FollowedHop, GATEWAY_MS, SETTLE_MS } from './hop-follower.ts';
import { hear } from './hop-line.ts';

const ROUTER = 0xc6120702;
const [OLD, NEW] = [Uint8Array.of(2, 0, 0, 0, 0, 0x10), Uint8Array.of(2, 0, 0, 0, 0, 0x77)];
const text = (mac: Uint8Array): string => Buffer.from(mac).toString('hex');

/** One hop, and everything that is told of it. */
function follow(over: Partial<FollowedHop> = {}) {
  const hop: FollowedHop = {
    interfaceIndex: 2,
    address: ROUTER,
    isGateway: true,
    fixed: false,
    mac: new Uint8Array(new SharedArrayBuffer(6)),
    ...over,
  };
  hop.mac.set(OLD);
  const told: string[] = [];
  const follower = createHopFollower(
    [hop],
    {
      moved: ({ mac }, before) => void told.push(`moved ${text(before)} ${text(mac)}`),
      twins: ({ mac }, other) => void told.push(`twins ${text(mac)} ${text(other)}`),
    },
    0,
  );
  return { hop, told, follower };
}

/** Lets time pass; `answer` says what a question brings. Returns when it was asked. */
function run(
  { follower }: ReturnType<typeof follow>,
  from: number,
  to: number,
  answer: (now: number) => void = () => {},
): number[] {
  const asked: number[] = [];
  for (let now = from; now < to; now += 10) {
    for (let hop = follower.next(now); hop !== null; hop = follower.next(now)) {
      asked.push(now);
      answer(now);
    }
  }
  return asked;
}

const MOVED = `moved ${text(OLD)} ${text(NEW)}`;

test('a gratuitous ARP is asked about, and followed once the new machine answers', () => {
  const made = follow();
  made.follower.said(2, ROUTER, NEW, 0, 10);
  const asked = run(made, 10, 200, (now) => made.follower.replied(2, ROUTER, NEW, 0, now + 1));
  assert.equal(asked[0], 10);
  assert.deepEqual(made.told, [MOVED]);
  assert.equal(text(made.hop.mac), text(NEW));
});

test('a gratuitous ARP whose sender answers nobody is believed where the old machine is silent as well', () => {
  const made = follow();
  made.follower.said(2, ROUTER, NEW, 0, 10);
  assert.equal(run(made, 10, 800).length >= 3, true);
  assert.deepEqual(made.told, [MOVED]);
});

test('a gratuitous ARP is not believed while the old machine answers', () => {
  const made = follow();
  made.follower.said(2, ROUTER, NEW, 0, 10);
  run(made, 10, 5000, (now) => made.follower.replied(2, ROUTER, OLD, 0, now + 1));
  assert.deepEqual(made.told, []);
  assert.equal(text(made.hop.mac), text(OLD));
});

test('a router that falls silent is asked, and followed within a second without having said a word', () => {
  const made = follow();
  const asked = run(made, 0, 1000, (now) => made.follower.replied(2, ROUTER, NEW, 0, now + 1));
  assert.equal(asked[0], GATEWAY_MS);
  assert.deepEqual(made.told, [MOVED]);
});

test('a router through which answers come is not asked', () => {
  const made = follow();
  for (let now = 0; now < 5000; now += 100) {
    made.follower.confirm(made.hop, now);
    assert.equal(made.follower.next(now + 50), null);
  }
});

test('a neighbour is asked only when it is suspected: three times quickly, then ever more seldom', () => {
  const made = follow({ isGateway: false });
  assert.deepEqual(run(made, 0, 5000), []);
  made.follower.suspect(made.hop, 5000);
  const asked = run(made, 5000, 65_000);
  assert.ok(asked[2] - asked[0] < 500);
  assert.ok(asked.length < 20, `${asked.length}`);
  assert.deepEqual(made.told, []);
});

test('two machines with one address are told once, whoever answers first; the hop stays', () => {
  for (const first of [OLD, NEW]) {
    const made = follow();
    run(made, 0, 3000, (now) => {
      made.follower.replied(2, ROUTER, first, 0, now + 1);
      made.follower.replied(2, ROUTER, first === OLD ? NEW : OLD, 0, now + 1 + SETTLE_MS / 2);
    });
    assert.deepEqual(made.told, [`twins ${text(OLD)} ${text(NEW)}`]);
    assert.equal(text(made.hop.mac), text(OLD));
  }
});

test("the administrator's entry is obeyed at once, and no ARP after it", () => {
  const made = follow();
  made.follower.ordered(2, ROUTER, NEW);
  made.follower.said(2, ROUTER, OLD, 0, 20);
  made.follower.replied(2, ROUTER, OLD, 0, 30);
  assert.deepEqual([run(made, 30, 3000), made.told], [[], [MOVED]]);
  const fixed = follow({ fixed: true });
  fixed.follower.said(2, ROUTER, NEW, 0, 10);
  assert.deepEqual([run(fixed, 10, 3000), fixed.told], [[], []]);
});

test('what is said on another interface, or of another address, moves nobody', () => {
  const made = follow({ isGateway: false });
  made.follower.said(3, ROUTER, NEW, 0, 10);
  made.follower.said(2, ROUTER + 1, NEW, 0, 10);
  made.follower.replied(3, ROUTER, NEW, 0, 10);
  assert.deepEqual([run(made, 10, 2000), made.told], [[], []]);
});

const OURS = Uint8Array.of(2, 0, 0, 0, 0, 1);
const END = { interfaceIndex: 2, sourceMac: OURS, ours: new Set([0xc6120701]) };

function frameOf(operation: number, senderMac: Uint8Array, targetMac: Uint8Array, targetAddress: number): Uint8Array {
  const frame = new Uint8Array(60);
  const destination = new Uint8Array(6).fill(255);
  ethernet.emit(frame, 0, { destination, source: senderMac, tags: [], etherType: ethernet.TYPE_ARP });
  arp.emit(frame, 14, { operation, senderMac, senderAddress: ROUTER, targetMac, targetAddress });
  return frame;
}

/** What is heard of a frame. */
function heard(frame: Uint8Array, length = frame.length): string[] {
  const said: string[] = [];
  const note =
    (what: string) =>
    (_: number, address: number, bytes: Uint8Array, offset: number): void => {
      said.push(`${what} ${address.toString(16)} ${text(bytes.slice(offset, offset + 6))}`);
    };
  hear(END, frame, length, { replied: note('replied'), said: note('said') }, 0);
  return said;
}

test('gratuitous ARP of both kinds, questions, and replies to us', () => {
  const nobody = new Uint8Array(6);
  assert.deepEqual(heard(frameOf(arp.REQUEST, NEW, nobody, ROUTER)), [`said c6120702 ${text(NEW)}`]);
  assert.deepEqual(heard(frameOf(arp.REPLY, NEW, NEW, ROUTER)), [`said c6120702 ${text(NEW)}`]);
  assert.deepEqual(heard(frameOf(arp.REQUEST, NEW, nobody, 0xc6120709)), [`said c6120702 ${text(NEW)}`]);
  assert.deepEqual(heard(frameOf(arp.REPLY, NEW, OURS, 0xc6120701)), [`replied c6120702 ${text(NEW)}`]);
  assert.deepEqual(heard(frameOf(arp.REPLY, Uint8Array.of(1, 0, 94, 0, 0, 1), OURS, 0xc6120701)), []);
  assert.deepEqual(heard(frameOf(3, NEW, OURS, 0xc6120701)), []);
  assert.deepEqual(heard(frameOf(arp.REPLY, NEW, OURS, 0xc6120701), 41), []);
});

test('any bytes and any order of events: never throws, and the hop is at an address that was heard', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 128 }), fc.nat(200), (bytes, length) => {
      heard(bytes, length);
    }),
  );
  const event = fc.record({ kind: fc.nat(5), mac: fc.constantFrom(OLD, NEW), after: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const made = follow();
      let now = 0;
      for (const { kind, mac, after } of events) {
        now += after;
        if (kind === 0) made.follower.replied(2, ROUTER, mac, 0, now);
        else if (kind === 1) made.follower.said(2, ROUTER, mac, 0, now);
        else if (kind === 2) made.follower.suspect(made.hop, now);
        else if (kind === 3) made.follower.confirm(made.hop, now);
        else for (let k = 0; made.follower.next(now) !== null; k++) assert.ok(k < 10, 'no end of questions');
        assert.ok([text(OLD), text(NEW)].includes(text(made.hop.mac)));
      }
    }),
  );
});
