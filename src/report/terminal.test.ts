import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Line } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { FINDINGS, linesOf, TIME } from './findings.test-data.ts';
import { liveLine } from './live-line.ts';
import { COLORED } from './style.ts';
import { hostTable, type TableOptions } from './terminal.ts';

function table(findings: readonly Finding[], options?: TableOptions): string {
  const picture = createPicture();
  for (const line of linesOf(findings)) fold(picture, line);
  return hostTable(picture, options);
}

test('hosts by address, ports by number, nothing unprintable', () => {
  assert.equal(
    table(FINDINGS),
    `      PORT  STATE
198.18.0.3  files\\u{1b}[2J.example  2 open, 65,532 closed, 1 filtered
  02:00:00:00:00:03  0.21 ms
    22/tcp  open
    25/tcp  filtered
  8080/tcp  open

198.18.0.20  65,535 closed  02:00:00:00:00:14  12.3 ms
  limits its refusals to about 1,000 a second

198.18.0.100
  answers on every port (SYN proxy or tarpit): its ports are not listed

`,
  );
});

test('verbose adds why, TTL and round-trip time', () => {
  assert.match(
    table(FINDINGS, { verbose: true }),
    / {6}PORT {2}STATE {5}REASON {17}TTL {6}RTT\n.*\n.*\n {4}22\/tcp {2}open {6}syn-ack {17}64 {2}0\.19 ms\n {4}25\/tcp {2}filtered {2}icmp-admin-prohibited\n/,
  );
});

test('with only open ports wanted, the rest is counted', () => {
  assert.equal(
    table(FINDINGS, { onlyOpen: true }),
    `      PORT  STATE
198.18.0.3  files\\u{1b}[2J.example  2 open, 65,532 closed, 1 filtered
  02:00:00:00:00:03  0.21 ms
    22/tcp  open
  8080/tcp  open

198.18.0.100
  answers on every port (SYN proxy or tarpit): its ports are not listed

1 more host is up without an open port.

`,
  );
});

test('an interrupted scan has hosts that are not done', () => {
  const begun = FINDINGS.filter(({ type }) => type === 'port');
  assert.equal(
    table(begun),
    '      PORT  STATE\n198.18.0.3\n    22/tcp  open\n    25/tcp  filtered\n  8080/tcp  open\n\n',
  );
  assert.equal(table([]), '');
});

test('a port that is told twice has a line, that of the surer finding', () => {
  const port = { type: 'port', ip: '198.18.0.3', proto: 'tcp', port: 25 } as const;
  const [silent, open] = [
    { ...port, state: 'filtered', reason: 'no-response' },
    { ...port, state: 'open', reason: 'syn-ack' },
  ] as const;
  for (const order of [
    [silent, open],
    [open, silent],
  ]) {
    assert.equal(table(order), '    PORT  STATE\n198.18.0.3\n  25/tcp  open\n\n');
  }
});

test('colours are put around words, never inside the layout', () => {
  const colored = table(FINDINGS, { style: COLORED });
  assert.match(colored, /\n\x1b\[1m198\.18\.0\.3\x1b\[22m {2}/);
  assert.equal(colored.replace(/\x1b\[\d+m/g, ''), table(FINDINGS));
});

test('live lines: open ports, with verbose hosts too', () => {
  const lines = (verbose: boolean) =>
    linesOf(FINDINGS)
      .map((line) => liveLine(line, { verbose }))
      .filter(Boolean);
  assert.deepEqual(lines(false), ['open 198.18.0.3:8080  0.50 ms', 'open 198.18.0.3:22  0.19 ms']);
  assert.deepEqual(lines(true), [
    'up   198.18.0.20  02:00:00:00:00:14  arp-reply  12.3 ms',
    'up   198.18.0.3  02:00:00:00:00:03  arp-reply  0.21 ms',
    'open 198.18.0.3:8080  syn-ack  ttl 64  0.50 ms',
    'open 198.18.0.3:22  syn-ack  ttl 64  0.19 ms',
    'up   198.18.0.100  syn-ack',
  ]);
});

test('hosts alone: a line each, in columns', () => {
  const hosts: Finding[] = [
    { type: 'host', ip: '198.18.0.20', state: 'up', reason: 'arp-reply', mac: '02:00:00:00:00:14', rttMs: 12.34 },
    { type: 'host', ip: '198.18.0.3', state: 'up', reason: 'echo-reply', rttMs: 0.213 },
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'local' },
    {
      ...{ type: 'host', ip: '198.18.0.4', state: 'up', reason: 'neighbour-table', mac: '02:00:00:00:00:04' },
      names: [{ name: 'files\x1b[2J.example', source: 'target' }],
    },
  ];
  assert.equal(
    table(hosts, { hostsAlone: true }),
    `198.18.0.1
198.18.0.3                      0.21 ms
198.18.0.4   02:00:00:00:00:04           files\\u{1b}[2J.example
198.18.0.20  02:00:00:00:00:14  12.3 ms

`,
  );
  assert.equal(
    table(hosts.slice(1, 3), { hostsAlone: true, verbose: true }),
    '198.18.0.1           local\n198.18.0.3  0.21 ms  echo-reply\n\n',
  );
  const far = [{ ...hosts[1], ttl: 60, hops: 4 } as Finding, { ...hosts[2], ttl: 64, hops: 1 } as Finding];
  assert.equal(
    table(far, { hostsAlone: true, verbose: true }),
    '198.18.0.1           local       TTL 64  1 hop\n198.18.0.3  0.21 ms  echo-reply  TTL 60  4 hops\n\n',
  );
  const colored = table(hosts, { hostsAlone: true, style: COLORED });
  assert.equal(colored.replace(/\x1b\[\d+m/g, ''), table(hosts, { hostsAlone: true }));
  assert.equal(table([], { hostsAlone: true }), '');
  const live = (options: TableOptions) => liveLine(linesOf(hosts)[0], { hostsAlone: true, ...options });
  assert.equal(live({}), 'up   198.18.0.20  02:00:00:00:00:14  12.3 ms');
  assert.equal(live({ verbose: true }), 'up   198.18.0.20  02:00:00:00:00:14  arp-reply  12.3 ms');
});

test('UDP: what is open or filtered is counted apart, and live lines say /udp', () => {
  const port = { type: 'port', ip: '198.18.0.3', proto: 'udp', port: 53 } as const;
  const findings: Finding[] = [
    { ...port, state: 'open', reason: 'udp-response', ttl: 64, rttMs: 0.3 },
    { ...port, port: 161, state: 'open|filtered', reason: 'no-response' },
    { type: 'host-end', ip: '198.18.0.3', open: 1, closed: 97, filtered: 1, openFiltered: 1 },
  ];
  assert.equal(
    table(findings),
    `     PORT  STATE
198.18.0.3  1 open, 97 closed, 1 open|filtered, 1 filtered
   53/udp  open
  161/udp  open|filtered

`,
  );
  assert.equal(liveLine(linesOf(findings)[0]), 'open 198.18.0.3:53/udp  0.30 ms');
});

test('UDP: of a silent port whose usual service answers nobody it says so, in parentheses', () => {
  const port = { type: 'port', ip: '198.18.0.3', proto: 'udp', port: 53 } as const;
  const silent = { state: 'open|filtered', reason: 'no-response' } as const;
  const findings: Finding[] = [
    { ...port, state: 'open', reason: 'udp-response' },
    { ...port, ...silent, port: 161 },
    { ...port, ...silent, port: 51_820 },
    { ...port, state: 'open', reason: 'udp-response', port: 51_821 },
    { ...port, ...silent, proto: 'tcp', port: 514 },
    { type: 'host-end', ip: '198.18.0.3', open: 2, closed: 0, filtered: 0, openFiltered: 3 },
  ];
  const registered = (_: string, number: number) => (number === 53 ? 'domain' : undefined);
  assert.equal(
    table(findings, { registered }),
    `       PORT  STATE          SERVICE
198.18.0.3
     53/udp  open           (domain)
    161/udp  open|filtered
    514/tcp  open|filtered
  51820/udp  open|filtered  (wireguard: answers only its peers)
  51821/udp  open

`,
  );
});

test('what two stages say of a host is told apart', () => {
  const picture = createPicture();
  const ip = '198.18.0.3';
  const tcp: Finding[] = [
    { type: 'port', ip, proto: 'tcp', port: 22, state: 'open', reason: 'syn-ack' },
    { type: 'host-end', ip, open: 65_535, closed: 0, filtered: 0, answersAll: true },
  ];
  const udp: Finding[] = [
    { type: 'port', ip, proto: 'udp', port: 53, state: 'open', reason: 'udp-response' },
    { type: 'host-end', ip, open: 1, closed: 99, filtered: 0, openFiltered: 0 },
  ];
  for (const line of [...linesOf(tcp, 'syn'), ...linesOf(udp, 'udp')]) fold(picture, line);
  assert.equal(
    hostTable(picture),
    `    PORT  STATE
198.18.0.3  UDP 1 open, 99 closed
  answers on every port (SYN proxy or tarpit): its ports are not listed
  53/udp  open

`,
  );
  for (const line of linesOf([{ type: 'host-end', ip, open: 1, closed: 2, filtered: 0 }])) fold(picture, line);
  assert.match(hostTable(picture), /\n198\.18\.0\.3 {2}TCP 1 open, 2 closed; UDP 1 open, 99 closed\n/);
});

test('a host with all its ports has a line for each', () => {
  const ports: Finding[] = [];
  for (const proto of ['tcp', 'udp'] as const) {
    for (let port = 1; port <= 65_535; port++) {
      ports.push({ type: 'port', ip: '198.18.0.3', proto, port, state: 'open', reason: 'syn-ack' });
    }
  }
  const lines = table(ports).split('\n');
  assert.equal(lines.length, 2 + 2 * 65_535 + 2);
  assert.deepEqual([lines[2], lines[3], lines.at(-3)], ['      1/tcp  open', '      1/udp  open', '  65535/udp  open']);
});

test('columns stand where they stand, whatever the host', () => {
  const said = (ip: string, port: number, service: string, product: string): Line[] => {
    const where = { ip, proto: 'tcp', port } as const;
    const fact = { service, product, tls: false, confidence: 1, evidence: [], stage: 'services' } as const;
    const [open] = linesOf([{ type: 'port', ...where, state: 'open', reason: 'syn-ack' }]);
    return [open, { type: 'service', ...where, ...fact, time: TIME }];
  };
  const picture = createPicture();
  const ports = [
    ...said('198.18.0.1', 22, 'ssh', 'OpenSSH'),
    ...said('198.18.0.2', 27_017, 'mongodb', 'MongoDB 6.0'),
    ...linesOf([{ type: 'host', ip: '198.18.0.3', state: 'up', reason: 'rst' }]),
    ...linesOf([{ type: 'host', ip: '198.18.0.4', state: 'up', reason: 'rst' }]),
    ...said('198.18.0.5', 80, 'http', 'nginx'),
  ];
  for (const line of ports) fold(picture, line);
  assert.equal(
    hostTable(picture),
    `       PORT  STATE  SERVICE  PRODUCT
198.18.0.1
     22/tcp  open   ssh      OpenSSH

198.18.0.2
  27017/tcp  open   mongodb  MongoDB 6.0

198.18.0.3
198.18.0.4

198.18.0.5
     80/tcp  open   http     nginx

`,
  );
  assert.equal(
    hostTable(picture, { compact: true, columns: 30 }),
    `HOST        OPEN PORTS
198.18.0.1  ssh 22
198.18.0.2  mongodb 27017
198.18.0.3
198.18.0.4
198.18.0.5  http 80

`,
  );
});

test('500 hosts and 200 open ports of one, a host a line: no line is wider than the screen', () => {
  const hosts: Finding[] = Array.from({ length: 500 }, (_, k) => ({
    ...{ type: 'host', ip: `198.18.${1 + (k >> 8)}.${k & 255}`, state: 'up', reason: 'rst' },
  }));
  const ports: Finding[] = Array.from({ length: 200 }, (_, k) => ({
    ...{ type: 'port', ip: '198.18.1.7', proto: 'tcp', port: 1 + 2 * k, state: 'open', reason: 'syn-ack' },
  }));
  const registered = (_: string, port: number): string => `name-${port}`;
  const all = [...hosts, ...ports] as Finding[];
  const lines = table(all, { compact: true, columns: 80, registered }).split('\n');
  assert.equal(lines.length, 1 + 500 + 2);
  assert.ok(lines.every(({ length }) => length <= 80));
  assert.match(lines[8], /^198\.18\.1\.7 {4}\(name-1\) 1 .* {2}\+19\d$/);
  const [, shown] = /(\d+)$/.exec(lines[8]) ?? [];
  assert.equal(lines[8].match(/\(/g)?.length, 200 - Number(shown));
  assert.match(table(all, { compact: true, registered }), /\(name-399\) 399\n/);
  assert.match(table(all, { compact: true, onlyOpen: true }), /\n499 more hosts are up without an open port\.\n/);
});

test('closed ports have rows only where few were asked of few hosts', () => {
  const closed = (hosts: number): Finding[] =>
    Array.from({ length: hosts }, (_, k) => k + 1).flatMap((k) => [
      { type: 'port', ip: `198.18.0.${k}`, proto: 'tcp', port: 22, state: 'closed', reason: 'rst' } as const,
      { type: 'host-end', ip: `198.18.0.${k}`, open: 0, closed: 1, filtered: 0 } as const,
    ]);
  assert.match(table(closed(3)), /22\/tcp {2}closed/);
  const many = table(closed(30));
  assert.doesNotMatch(many, /22\/tcp/);
  assert.match(many, /^198\.18\.0\.1 {2}1 closed\n198\.18\.0\.2 {2}1 closed\n/);
  assert.match(table(closed(30), { verbose: true }), /22\/tcp {2}closed/);
});

test('what is said twice is shown live once', () => {
  const picture = createPicture();
  const told: string[] = [];
  for (const line of [...linesOf(FINDINGS), ...linesOf(FINDINGS)]) {
    told.push(liveLine(line, { verbose: true }, picture));
    fold(picture, line);
  }
  const shown = told.filter(Boolean);
  assert.equal(new Set(shown).size, shown.length);
  assert.equal(shown.length, 5);
});
