import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SynAck } from './answers.ts';
import { NOBODY, UNNAMED } from './likelihood.data.ts';
import { rank } from './score.ts';
import { SIGNATURES } from './signatures.data.ts';
import { answersOf, FOREIGN, type Imagined, LINUX, STACKS } from './stacks.test-data.ts';
import { ECHO_CODE, TRAITS, traitsOf } from './traits.ts';
import { type HostAnswers, stackClues } from './verdict.ts';

const osOf = (answers: HostAnswers) => stackClues(answers).filter(({ about }) => about === 'os');

for (const [family, stacks] of Object.entries(STACKS)) {
  for (const [k, stack] of stacks.entries()) {
    test(`${family}, ${k + 1}: ${stack.layout}`, () => {
      const [clue] = osOf(answersOf(stack));
      assert.equal(clue?.family, family, clue?.text);
      assert.ok(clue.confidence >= 0.3 && clue.confidence <= 0.85, String(clue.confidence));
      assert.equal(clue.version, undefined);
    });
  }
}

test('Linux, whatever net.ipv4 is set to: never another family', () => {
  const layouts = { MSTNW: 12, MST: 12, MNNTNW: 12, MNNT: 12, MNNSNW: 0, MNNS: 0, MNW: 0, M: 0 };
  for (const [layout, each] of Object.entries(layouts)) {
    for (const ttl of [64, 128, 255, 60]) {
      // As many segments as the buffer has room for (tcp_select_initial_window); of a larger one 65,535.
      for (const window of [44 * (1460 - each), 20 * (1460 - each), 65_535]) {
        for (const bare of [false, true]) {
          const echo = { code: ECHO_CODE, dontFragment: false, ttl };
          const changed: Imagined = { ...LINUX, layout, ttl, window, echo: bare ? null : echo };
          const [clue] = osOf(answersOf(bare ? { ...changed, reset: null } : changed));
          const family = clue?.family ?? 'linux';
          assert.equal(family, 'linux', `${layout} ttl ${ttl} window ${window}: ${clue?.text}`);
          // Where nothing is left of it but zeros, nothing need be said.
          const hides = bare || (layout === 'M' && window === 65_535);
          if (!hides) assert.equal(clue?.family, 'linux', `${layout} ttl ${ttl} window ${window}`);
        }
      }
    }
  }
});

test('options in an order that no stack has: nothing is said', () => {
  for (const layout of ['WMST', 'TSMNW', 'MTSNW', 'MXNW', 'NNSM', '']) {
    assert.deepEqual(stackClues(answersOf({ ...LINUX, layout })), [], layout);
  }
});

test('stacks that nobody has described here, however alike: nothing is said', () => {
  for (const stack of FOREIGN) assert.deepEqual(stackClues(answersOf(stack)), [], JSON.stringify(stack));
});

test('a Windows that answers with another TTL is none the less no Linux', () => {
  const [windows] = STACKS.windows;
  assert.equal(osOf(answersOf({ ...windows, ttl: 64 }))[0]?.family, 'windows');
});

test('the text says what was seen and who else it could be', () => {
  const [clue] = stackClues(answersOf(LINUX));
  assert.equal(
    clue.text,
    'MSTNW m1460 w65160=45x1448 s7 ttl64-0 df id zero clock 1000 | rst w0 ttl64-0 df id0 | echo ttl64-0 code kept; next: none above 1 %',
  );
  assert.equal(clue.value, 'Linux');
  assert.match(osOf(answersOf(STACKS.freebsd[0]))[0].text ?? '', /next: vmware-esxi \d+ %, playstation \d+ %/);
});

test('less seen is believed less', () => {
  const confidence = (change: Partial<Imagined>) => osOf(answersOf({ ...LINUX, ...change }))[0].confidence;
  const all = confidence({});
  assert.equal(all, 0.85);
  assert.ok(confidence({ echo: null }) < all);
  assert.ok(confidence({ echo: null, reset: null }) < confidence({ echo: null }));
});

test('ports of different stacks: something in between, each told by itself and believed less', () => {
  const linux = answersOf(LINUX, 22);
  const windows = answersOf(STACKS.windows[0], 443);
  const both: HostAnswers = { ...linux, ports: new Map([...windows.ports, ...linux.ports]) };
  const clues = stackClues(both);
  assert.deepEqual(
    clues.map(({ about, family, port }) => [about, family, port]),
    [
      ['os', 'linux', 22],
      ['os', 'windows', 443],
      ['role', undefined, undefined],
    ],
  );
  assert.ok(clues[0].confidence < 0.5);
  assert.match(clues[2].text ?? '', /22: MSTNW .*; 443: MNWNNS /);
  // One more router on the way to one of them: a container behind its host.
  const later = (by: number): SynAck[] => [...linux.ports.values()][0].map((each) => ({ ...each, ttl: each.ttl - by }));
  const forwarded = stackClues({ ...linux, ports: new Map([...linux.ports, [8080, later(1)]]) });
  assert.equal(forwarded.at(-1)?.about, 'role');
  // Of a host behind routers it may be another way there.
  const far = stackClues({
    ...linux,
    ports: new Map([
      [22, later(3)],
      [8080, later(4)],
    ]),
  });
  assert.deepEqual(
    far.map(({ about }) => about),
    ['os'],
  );
});

test('a port that answered with another window or MSS is still the same stack', () => {
  const linux = answersOf(LINUX, 22);
  const other: SynAck[] = [...linux.ports.values()][0].map((each) => ({ ...each, window: 28_960, segment: 1400 }));
  assert.equal(stackClues({ ...linux, ports: new Map([...linux.ports, [80, other]]) }).length, 1);
});

test('nothing seen: nothing said', () => {
  assert.deepEqual(stackClues({ ports: new Map(), reset: null, echoes: [] }), []);
  assert.deepEqual(rank(traitsOf({ synAcks: [], reset: null, echoes: [] })), []);
});

test('any answers: shares make one at the most, clues are within their bounds', () => {
  const u16 = fc.nat(65_535);
  const stacks = fc.record({
    layout: fc.string({ unit: fc.constantFrom('M', 'N', 'W', 'S', 'T', 'X'), maxLength: 4 }),
    ttl: fc.nat(255),
    dontFragment: fc.boolean(),
    window: u16,
    segment: u16,
    scale: fc.nat(255),
    ids: fc.array(u16, { minLength: 1, maxLength: 4 }),
    clock: fc.option(fc.nat(2000)),
    reset: fc.option(fc.record({ window: u16, dontFragment: fc.boolean(), id: u16 })),
    echo: fc.option(fc.record({ code: fc.nat(255), dontFragment: fc.boolean(), ttl: fc.nat(255) })),
  });
  fc.assert(
    fc.property(fc.array(stacks, { minLength: 1, maxLength: 8 }), (list) => {
      const each = list.map((stack, k) => answersOf(stack, k + 1));
      const answers: HostAnswers = { ...each[0], ports: new Map(each.flatMap(({ ports }) => [...ports])) };
      for (const { confidence, text = '', value } of stackClues(answers)) {
        assert.ok(confidence >= 0 && confidence <= 0.85);
        assert.ok(text.length <= 512 && value.length > 0);
      }
      const ranked = rank(traitsOf({ synAcks: [...each[0].ports.values()][0], reset: null, echoes: [] }));
      const sum = ranked.reduce((all, { probability }) => all + probability, 0);
      assert.ok(sum > 0 && sum <= 1 + 1e-9);
    }),
    { numRuns: 1000 },
  );
});

test('each signature says where it is published, expects words that there are, and knows its most typical layout', () => {
  for (const { stack, shows, seenIn, share } of SIGNATURES) {
    assert.ok(seenIn.length > 20 && share > 0, stack);
    assert.ok(shows.layout !== undefined, stack);
    for (const [trait, expected] of Object.entries(shows)) {
      assert.ok((TRAITS as readonly string[]).includes(trait), `${stack}: ${trait}`);
      for (const [word, likely] of Object.entries(expected)) assert.ok(likely > 0 && likely < 1, `${stack}: ${word}`);
      // Words of a window overlap, and those of an echo's TTL; of all else no more than all can be expected.
      const sum = Object.values(expected).reduce((all, likely) => all + likely, 0);
      if (trait !== 'window' && trait !== 'echoTtl') assert.ok(sum <= 1 + 1e-9, `${stack}: ${trait} comes to ${sum}`);
    }
  }
  for (const trait of TRAITS) assert.ok(UNNAMED[trait] > 0 && Object.keys(NOBODY[trait]).length > 1);
});

const bare = (stack: Imagined, change: Partial<Imagined> = {}): HostAnswers => ({
  ...answersOf({ ...stack, ...change }),
  ports: new Map(),
});

test('without an open port a RST and an echo reply tell some families, believed less than a SYN-ACK; one of them alone less still', () => {
  const [linux] = stackClues(bare(LINUX));
  assert.equal(linux.family, 'linux');
  assert.ok(linux.confidence <= 0.4, String(linux.confidence));
  assert.match(linux.text ?? '', /^rst w0 ttl64-0 df id0 \| echo ttl64-0 code kept; next: /);
  const [windows] = stackClues(bare(STACKS.windows[0]));
  assert.equal(windows.family, 'windows');
  const [echo] = stackClues(bare(STACKS.windows[0], { reset: null }));
  assert.equal(echo?.family ?? 'windows', 'windows');
  assert.ok((echo?.confidence ?? 0) <= 0.25);
});

test('without an open port nobody is taken for another family', () => {
  for (const [family, stacks] of Object.entries(STACKS)) {
    for (const stack of stacks) {
      for (const change of [{}, { reset: null }, { echo: null }]) {
        const [clue] = osOf(bare(stack, change));
        assert.equal(clue?.family ?? family, family, `${JSON.stringify(change)} ${clue?.text}`);
      }
    }
  }
  for (const stack of FOREIGN) assert.deepEqual(osOf(bare(stack)), [], JSON.stringify(stack));
  for (const ttl of [128, 255, 60]) {
    const echo = { code: ECHO_CODE, dontFragment: false, ttl };
    for (const change of [
      { ttl, echo },
      { ttl, echo: null },
      { echo, reset: null },
    ]) {
      const [clue] = osOf(bare(LINUX, change));
      assert.equal(clue?.family ?? 'linux', 'linux', `ttl ${ttl}: ${clue?.text}`);
    }
  }
});

test('a RST over another number of routers than the echo reply is none of the host: what refuses is told', () => {
  const { reset, echoes } = bare(STACKS.windows[0]);
  const clues = stackClues({ ports: new Map(), reset: { ...reset!, ttl: 254 }, echoes });
  assert.deepEqual(
    clues.filter(({ about }) => about === 'role').map(({ value }) => value),
    ['refused by something in between'],
  );
  assert.ok(clues.every(({ about, confidence }) => about !== 'os' || confidence <= 0.25));
  assert.deepEqual(stackClues({ ports: new Map(), reset: null, echoes: [] }), []);
});
