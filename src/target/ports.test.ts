import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALL_PORTS, FAST, parsePorts, rankedPorts, topPorts } from './ports.ts';
import { contains, count } from './ranges.ts';
import { RANKED, RANKED_BLOCKS } from './top-ports.data.ts';
import { UDP_RANKED } from './udp-ports.data.ts';

test('each form of a list', () => {
  for (const [text, tcp, udp] of [
    ['22', [[22, 22]], []],
    [
      '22,80-90,8000-',
      [
        [22, 22],
        [80, 90],
        [8000, 65535],
      ],
      [],
    ],
    ['-100', [[1, 100]], []],
    ['-', [[1, 65535]], []],
    ['0', [[0, 0]], []],
    ['0-', [[0, 65535]], []],
    [
      '80,22, 81 ,80',
      [
        [22, 22],
        [80, 81],
      ],
      [],
    ],
    ['65535', [[65535, 65535]], []],
    [
      'T:22,80,U:53,161',
      [
        [22, 22],
        [80, 80],
      ],
      [
        [53, 53],
        [161, 161],
      ],
    ],
    [
      'U:53,T:22,443',
      [
        [22, 22],
        [443, 443],
      ],
      [[53, 53]],
    ],
    ['u:-', [], [[1, 65535]]],
    ['00080', [[80, 80]], []],
  ] as const) {
    assert.deepEqual(parsePorts(text), { tcp, udp }, text);
  }
});

test('without a prefix a port is of the protocol that is asked', () => {
  assert.deepEqual(parsePorts('53,T:80', 'udp'), { tcp: [[80, 80]], udp: [[53, 53]] });
  assert.deepEqual(parsePorts('U:53', 'udp'), { tcp: [], udp: [[53, 53]] });
  const [one, two] = [
    [7, 7],
    [53, 53],
  ];
  assert.deepEqual(parsePorts('7,U:53', 'both'), { tcp: [one], udp: [one, two] });
  assert.deepEqual(parsePorts('T:53,U:7', 'both'), { tcp: [two], udp: [one] });
});

test('what cannot be is refused, the value named', () => {
  for (const [text, message] of [
    ['65536', /"65536": ports end at 65535/],
    ['22,1-99999999999999999999', /"99999999999999999999": ports end at 65535/],
    ['90-80', /"90-80": the range runs backwards/],
    ['-0', /"-0": the range runs backwards, from 1 to 0/],
    ['22,http', /"http": service names are not understood here; give the port number/],
    ['T:ssh', /"ssh": service names/],
    ['S:22', /"S:22": of the prefixes there are T: \(TCP\) and U: \(UDP\)/],
    ['', /"": a port is missing/],
    ['22,,80', /"22,,80": a port is missing/],
    ['22,', /"22,": a port is missing/],
    ['T:', /"T:": a port is missing/],
    ['1-2-3', /"1-2-3": give numbers and ranges/],
    ['--5', /"--5": a range has one dash/],
    ['1.5', /"1.5": give numbers/],
    ['+5', /"\+5": give numbers/],
    ['22 80', /"22 80": give numbers/],
    ['\u001b[2J', /"\\u001b\[2J": /],
  ] as const) {
    assert.throws(() => parsePorts(text), { code: 'E_PORTS', message }, text);
  }
});

test('any list of ranges: the same ports as by counting', () => {
  const port = fc.integer({ min: 0, max: 65535 });
  const item = fc
    .tuple(fc.boolean(), port, port)
    .map(([udp, a, b]) => ({ udp, first: Math.min(a, b), last: Math.max(a, b) }));
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 6 }),
      fc.array(port, { minLength: 20, maxLength: 20 }),
      (items, probes) => {
        const text = items.map(
          ({ udp, first, last }) => `${udp ? 'U' : 'T'}:${first === last ? first : `${first}-${last}`}`,
        );
        const { tcp, udp } = parsePorts(text.join());
        const edges = items.flatMap(({ first, last }) => [first - 1, first, last, last + 1]);
        for (const value of [...probes, ...edges]) {
          const inSome = (isUdp: boolean) => items.some((i) => i.udp === isUdp && i.first <= value && value <= i.last);
          assert.equal(contains(tcp, value), inSome(false));
          assert.equal(contains(udp, value), inSome(true));
        }
      },
    ),
  );
});

test('any text: ports or E_PORTS', () => {
  const odd = fc.string({ unit: fc.constantFrom(...'0123456789,-TUtu: x\n') });
  fc.assert(
    fc.property(fc.oneof(odd, fc.string({ unit: 'binary' })), (text) => {
      try {
        const { tcp, udp } = parsePorts(text);
        for (const [first, last] of [...tcp, ...udp]) assert.ok(0 <= first && first <= last && last <= 65535);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'E_PORTS');
      }
    }),
    { numRuns: 2000 },
  );
});

test('the ranking: at least 1000 distinct ports, none twice by hand, the obvious ones in front', () => {
  const ranked = rankedPorts();
  assert.ok(ranked.length >= 1000);
  assert.equal(new Set(ranked).size, ranked.length);
  assert.equal(new Set(RANKED).size, RANKED.length, 'a port is written twice');
  assert.ok(RANKED.length >= 250);
  for (const [first, last] of RANKED_BLOCKS) assert.ok(first <= last);
  for (const port of ranked) assert.ok(Number.isInteger(port) && port >= 1 && port <= 65535, String(port));
  for (const port of [21, 22, 23, 25, 53, 80, 110, 143, 443, 445, 3306, 3389, 5432, 8080]) {
    assert.ok(ranked.indexOf(port) < FAST, `${port} is not among the first ${FAST}`);
  }
});

test('the ranking of UDP: none twice, the obvious ones in front', () => {
  assert.ok(UDP_RANKED.length >= FAST);
  assert.equal(new Set(UDP_RANKED).size, UDP_RANKED.length, 'a port is written twice');
  for (const port of UDP_RANKED) assert.ok(Number.isInteger(port) && port >= 1 && port <= 65535, String(port));
  for (const port of [53, 67, 69, 123, 137, 161, 500, 514, 1900, 5060, 5353]) {
    assert.ok(UDP_RANKED.indexOf(port) < FAST, `${port} is not among the first ${FAST}`);
  }
  assert.deepEqual(topPorts(2, 'udp'), [
    [53, 53],
    [161, 161],
  ]);
  assert.equal(count(topPorts(FAST, 'udp')), FAST);
  assert.deepEqual(topPorts(65535, 'udp'), ALL_PORTS);
  const limit = UDP_RANKED.length;
  assert.throws(() => topPorts(limit + 1, 'udp'), {
    code: 'E_TOP_PORTS',
    message: new RegExp(`UDP ports holds ${limit};`),
  });
});

test('topPorts gives so many, each a beginning of the next', () => {
  assert.deepEqual(topPorts(1), [[80, 80]]);
  assert.deepEqual(topPorts(3), [
    [22, 22],
    [80, 80],
    [443, 443],
  ]);
  for (const n of [10, FAST, 1000]) {
    const ports = topPorts(n);
    assert.equal(count(ports), n);
    for (const port of rankedPorts().slice(0, n)) assert.ok(contains(ports, port));
  }
  assert.deepEqual(topPorts(65535), ALL_PORTS);
  assert.deepEqual(topPorts(1e9), ALL_PORTS);
});

test('topPorts refuses what it cannot give', () => {
  const limit = rankedPorts().length;
  assert.equal(count(topPorts(limit)), limit);
  assert.throws(() => topPorts(limit + 1), { code: 'E_TOP_PORTS', message: new RegExp(`holds ${limit};.*-p-`) });
  for (const n of [0, -1, 1.5, Number.NaN]) assert.throws(() => topPorts(n), { code: 'E_TOP_PORTS' });
});
