import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { END, FINDINGS, HOSTS_END, linesOf } from './findings.test-data.ts';
import { liveLine } from './live-line.ts';
import { COLORED } from './style.ts';
import { summary } from './summary.ts';
import { hostTable, type TableOptions } from './terminal.ts';

function table(findings: readonly Finding[], options?: TableOptions): string {
  const picture = createPicture();
  for (const line of linesOf(findings)) fold(picture, line);
  return hostTable(picture, options);
}

test('hosts by address, ports by number, nothing unprintable', () => {
  assert.equal(
    table(FINDINGS),
    `198.18.0.3  files\\u{1b}[2J.example  02:00:00:00:00:03  0.21 ms  2 open, 65,532 closed, 1 filtered
    22/tcp  open
    25/tcp  filtered
  8080/tcp  open

198.18.0.20  02:00:00:00:00:14  12.3 ms  65,535 closed
  limits its refusals to about 1,000 a second

198.18.0.100
  answers on every port (SYN proxy or tarpit): its ports are not listed

`,
  );
});

test('verbose adds why, TTL and round-trip time', () => {
  assert.match(
    table(FINDINGS, { verbose: true }),
    / {4}22\/tcp {2}open {6}syn-ack {2}ttl 64 {2}0\.19 ms\n {4}25\/tcp {2}filtered {2}icmp-admin-prohibited\n/,
  );
});

test('with only open ports wanted, the rest is counted', () => {
  assert.equal(
    table(FINDINGS, { onlyOpen: true }),
    `198.18.0.3  files\\u{1b}[2J.example  02:00:00:00:00:03  0.21 ms  2 open, 65,532 closed, 1 filtered
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
  assert.equal(table(begun), '198.18.0.3\n    22/tcp  open\n    25/tcp  filtered\n  8080/tcp  open\n\n');
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
    assert.equal(table(order), '198.18.0.3\n  25/tcp  open\n\n');
  }
});

test('colours are put around words, never inside the layout', () => {
  const colored = table(FINDINGS, { style: COLORED });
  assert.match(colored, /^\x1b\[1m198\.18\.0\.3\x1b\[22m {2}/);
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
    `198.18.0.3  1 open, 97 closed, 1 open|filtered, 1 filtered
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
    `198.18.0.3  2 open, 3 open|filtered
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
    `198.18.0.3  udp: 1 open, 99 closed
  answers on every port (SYN proxy or tarpit): its ports are not listed
  53/udp  open

`,
  );
  for (const line of linesOf([{ type: 'host-end', ip, open: 1, closed: 2, filtered: 0 }])) fold(picture, line);
  assert.match(hostTable(picture), /^198\.18\.0\.3 {2}syn: 1 open, 2 closed; udp: 1 open, 99 closed\n/);
});

test('a host with all its ports has a line for each', () => {
  const ports: Finding[] = [];
  for (const proto of ['tcp', 'udp'] as const) {
    for (let port = 1; port <= 65_535; port++) {
      ports.push({ type: 'port', ip: '198.18.0.3', proto, port, state: 'open', reason: 'syn-ack' });
    }
  }
  const lines = table(ports).split('\n');
  assert.equal(lines.length, 1 + 2 * 65_535 + 2);
  assert.deepEqual([lines[1], lines[2], lines.at(-3)], ['      1/tcp  open', '      1/udp  open', '  65535/udp  open']);
});

const [FACTS, SCALE] = [
  '1,048,560 probes, 1,048,560 answered, 1,204 asked again, 0 silent, 0 hosts limited their answers, 0 packets dropped by our kernel: ',
  '16 hosts up of 16 asked, 4 open ports, 6.41 s, 163,770 probes/s, raw engine\n',
];

test('the summary of a complete scan', () => {
  assert.equal(summary(END), `${FACTS}complete\n${SCALE}`);
});

test('the summary never says complete of less', () => {
  const verdict = (change: Partial<typeof END>) => /: ([^:\n]*)\n/.exec(summary({ ...END, ...change }))![1];
  assert.equal(verdict({ completeness: 0.9999999 }), '99.99 % of what was asked of hosts that are up was answered');
  assert.equal(verdict({ interrupted: true, unasked: 500_000 }), 'interrupted, 500,000 probes not sent');
  assert.equal(verdict({ interrupted: true }), 'interrupted, 0 probes not sent');
  assert.equal(verdict({ unasked: 1 }), 'cut short, 1 probe not asked');
  assert.equal(verdict({ hostsUp: 0 }), 'no host answered');
  assert.equal(verdict({ silent: 1 }), 'all that was asked of hosts that are up was answered');
  assert.equal(verdict({ kernelDrops: 1 }), 'all answered');
  assert.equal(verdict({ stateless: true }), 'all asked');
});

test('the summary says nothing of silence where nobody knows of it', () => {
  assert.doesNotMatch(summary({ ...END, stateless: true }), /silent/);
  assert.match(
    summary({ ...END, stateless: true, silent: 3, engine: 'connect' }),
    /, 3 silent, .*: all that was asked/,
  );
});

test('the summary counts the hosts that answer on every port, listed or not', () => {
  const text = summary({ ...END, answersAllHosts: ['198.18.0.1', '198.18.0.2'], answersAllUnlisted: 1000 });
  assert.match(text, /\n1,002 hosts answer on every port .*: 198\.18\.0\.1, 198\.18\.0\.2 and 1,000 more\n$/);
});

test('the summary of UDP counts each state, and says what silence means', () => {
  const udp = {
    ...END,
    probe: 'udp',
    openPorts: 3,
    openFilteredPorts: 1090,
    closedPorts: 7,
    filteredPorts: 0,
  } as const;
  const lines = summary({ ...udp, completeness: 0.0091 }).split('\n');
  assert.match(lines[0], /: 0\.91 % of what was asked of hosts that are up was answered$/);
  assert.equal(lines[1], SCALE.trimEnd().replace('4 open ports', '3 open, 1,090 open|filtered, 7 closed UDP ports'));
  assert.equal(lines[2], 'open|filtered: silent. Few services answer an empty datagram, and filters swallow it.');
  assert.equal(lines.length, 4);
  const limiting = summary({ ...udp, limitedHosts: ['198.18.0.1'] });
  assert.match(limiting, /swallow it\.\nHosts that limit .* with --rate 16 they have the time for it\.\nLimited their/);
  const filtered = summary({ ...udp, openFilteredPorts: 0, filteredPorts: 2 });
  assert.match(filtered, /, 3 open, 0 open\|filtered, 7 closed, 2 filtered UDP ports, /);
  assert.doesNotMatch(filtered, /swallow/);
});

test('a scan that could not ask on was cut short by nobody, and is never complete', () => {
  const text = summary({ ...END, unasked: 3 });
  assert.match(text, /: cut short, 3 probes not asked\n/);
  assert.doesNotMatch(text, /complete|interrupted/);
  assert.match(summary({ ...END, unasked: 3, interrupted: true }), /: interrupted, 3 probes not sent\n/);
});

test('the summary of hosts alone has no ports, and calls nothing complete', () => {
  const arp = { ...END, ...HOSTS_END, probe: 'arp' } as const;
  assert.equal(
    summary(arp),
    `254 probes, 2 answered, 252 asked again, 0 packets dropped by our kernel: all asked
2 hosts up of 254 asked, 1.20 s, 422 probes/s, raw engine
`,
  );
  assert.match(summary({ ...arp, hostsUp: 0 }), /: no host answered\n/);
  assert.match(summary({ ...arp, interrupted: true, unasked: 9 }), /: interrupted, 9 probes not sent\n/);
  const echo = 'Silent to echo requests: not there, or not answering them.\n';
  assert.ok(summary({ ...arp, probe: 'icmp' }).endsWith(echo));
  assert.ok(!summary({ ...arp, probe: 'icmp', silent: 0 }).endsWith(echo));
});

test('the summary of several stages: what failed is told, and nothing is complete then', () => {
  const both = { ...END, probe: 'several', openFilteredPorts: 7 } as const;
  assert.match(summary(both), /: complete\n16 hosts up of 16 asked, 4 open ports, 7 open\|filtered, 6\.41 s/);
  assert.match(
    summary({ ...both, openFilteredPorts: 0, engine: 'several' }),
    /, 4 open ports, 6\.41 s, .*, several engines\n/,
  );
  assert.match(summary({ ...both, failedStages: ['udp'] }), /: udp failed, so that not all was asked\n/);
});

test('the rate is that of what was sent', () => {
  const interrupted = { ...END, probes: 10_000, unasked: 4000, retransmitted: 500, elapsedMs: 2000, interrupted: true };
  assert.match(summary(interrupted), /, 3,250 probes\/s,/);
});

test('the summary names what limits it', () => {
  const text = summary({
    ...END,
    stateless: true,
    limitedHosts: ['198.18.0.1'],
    answersAllHosts: [1, 2, 3, 4, 5, 6, 7].map((n) => `198.18.0.${n}`),
    engine: 'connect',
    elapsedMs: 0,
  });
  assert.match(text, /, 1 host limited its answers,/);
  assert.match(text, /, 0 ms, 0 probes\/s, connect engine\n/);
  assert.match(text, /\nToo large a scan to remember every probe: only open ports were remembered\.\n/);
  assert.match(text, /\nLimited their answers: 198\.18\.0\.1\n/);
  assert.match(
    text,
    /\n7 hosts answer on every port \(SYN proxy or tarpit\): 198\.18\.0\.1, .*, 198\.18\.0\.5 and 2 more\n$/,
  );
});
