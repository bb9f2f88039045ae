import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhaseEnd } from '../finding/finding.ts';
import { END, HOSTS_END, TIME } from './findings.test-data.ts';
import { summary } from './summary.ts';

const linesOfSummary = (...args: Parameters<typeof summary>): string[] =>
  summary(...args)
    .trimEnd()
    .split('\n');

test('the summary of a complete scan is one line that fits a screen', () => {
  assert.equal(summary(END), '16 hosts up, 4 open ports in 6.41 s: complete (1,048,560 probes, 1,204 repeated)\n');
  assert.equal(
    summary({ ...END, retransmitted: 0, hostsUp: 1, hostsAsked: 1, openPorts: 1, probes: 1, elapsedMs: 80 }),
    '1 host up, 1 open port in 80 ms: complete (1 probe)\n',
  );
});

test('what was not is not said, and what does not fit is left out', () => {
  const large = { ...END, hostsUp: 60_123, hostsAsked: 65_536, openPorts: 1_234_567, probes: 4_294_901_760 };
  assert.equal(summary(large), '60,123 of 65,536 hosts up, 1,234,567 open ports in 6.41 s: complete\n');
  const none = { ...END, openPorts: 0, retransmitted: 0 };
  assert.equal(summary(none), '16 hosts up, no open port in 6.41 s: complete (1,048,560 probes)\n');
  const nobody = { ...END, hostsUp: 0, openPorts: 0, answered: 0 };
  assert.match(summary(nobody), /^no host up of 16 in 6\.41 s: all asked \(1,048,560 probes, 1,204 repeated\)\n$/);
});

test('what open ports are for, and how long the whole took', () => {
  const phase = (asked: number, recognised: number): PhaseEnd => ({
    ...{ type: 'phase-end', stage: 'services', time: TIME, services: { asked, recognised, elapsedMs: 1500 } },
  });
  const small = { ...END, retransmitted: 0, probes: 1000 };
  const told = (...phases: PhaseEnd[]): string => summary(small, { phases, elapsedMs: 8000 });
  assert.equal(told(phase(4, 4)), '16 hosts up, 4 open ports, all recognised in 8.00 s: complete (1,000 probes)\n');
  assert.match(told(phase(4, 3)), /4 open ports, 3 recognised in/);
  assert.match(told(phase(3, 3)), /4 open ports, 3 recognised in/);
  assert.match(told(phase(4, 0)), /4 open ports, none recognised in/);
  assert.match(told(phase(0, 0)), /4 open ports in/);
});

test('the summary never says complete of less', () => {
  const verdict = (change: Partial<Parameters<typeof summary>[0]>) =>
    /: ([^:\n(]*?)(?: \(.*)?\n/.exec(summary({ ...END, ...change }))![1];
  assert.equal(verdict({ completeness: 0.9999999 }), 'hosts up answered 99.99 %');
  assert.equal(verdict({ interrupted: true, unasked: 500_000 }), 'interrupted, 500,000 probes not sent');
  assert.equal(verdict({ interrupted: true }), 'interrupted');
  assert.equal(verdict({ unasked: 1 }), 'cut short, 1 probe not asked');
  assert.equal(verdict({ hostsUp: 0 }), 'all asked');
  assert.equal(verdict({ silent: 1 }), 'hosts up answered all');
  assert.equal(verdict({ kernelDrops: 1 }), 'all answered');
  assert.equal(verdict({ stateless: true }), 'all asked');
  assert.equal(verdict({ failedStages: ['udp'] }), 'udp failed, so that not all was asked');
  assert.equal(verdict({ unasked: 3, interrupted: true }), 'interrupted, 3 probes not sent');
});

test('with verbose all figures, but no zeros', () => {
  assert.deepEqual(linesOfSummary(END, { verbose: true }).slice(1), [
    '1,048,560 probes, 1,048,560 answered, 1,204 asked again, 1,048,554 closed, 2 filtered; ports in 6.41 s, 163,770 probes/s, raw engine',
  ]);
  const told = (change: Partial<Parameters<typeof summary>[0]>): string =>
    summary({ ...END, ...change }, { verbose: true });
  assert.match(told({ probes: 1, retransmitted: 0, elapsedMs: 1000 }), /, 1 probe\/s, /);
  assert.doesNotMatch(told({ stateless: true }), /silent/);
  assert.match(told({ stateless: true, silent: 3, engine: 'connect' }), /, 3 silent, .*connect engine/);
  assert.match(told({ engine: 'several' }), /, several engines\n/);
  // What was sent, not what was to be sent.
  const interrupted = { probes: 10_000, unasked: 4000, retransmitted: 500, elapsedMs: 2000, interrupted: true };
  assert.match(told(interrupted), /, 3,250 probes\/s,/);
});

test('the summary of UDP counts what is undecided, and says what silence means where it is asked to', () => {
  const udp = {
    ...END,
    probe: 'udp',
    openPorts: 3,
    openFilteredPorts: 1090,
    closedPorts: 7,
    filteredPorts: 0,
  } as const;
  assert.equal(
    summary({ ...udp, completeness: 0.0091 }),
    '16 hosts up, 3 open ports, 1,090 open|filtered in 6.41 s: hosts up answered 0.91 %\n',
  );
  const told = (change: Partial<Parameters<typeof summary>[0]>): string =>
    summary({ ...udp, ...change }, { verbose: true });
  assert.match(
    told({}),
    /\nopen\|filtered: silent\. Few services answer an empty datagram, and filters swallow it\.\n$/,
  );
  assert.match(
    told({ limitedHosts: ['198.18.0.1'] }),
    /swallow it\.\nHosts that limit .* --decide all .*\nLimited their/,
  );
  assert.doesNotMatch(told({ openFilteredPorts: 0, filteredPorts: 2 }), /swallow|open\|filtered/);
});

test('the summary of hosts alone has no ports, and calls nothing complete', () => {
  const arp = { ...END, ...HOSTS_END, probe: 'arp' } as const;
  assert.equal(summary(arp), '2 of 254 hosts up in 1.20 s: all asked (254 probes, 252 repeated)\n');
  assert.match(summary({ ...arp, hostsUp: 0 }), /^no host up of 254 in /);
  const echo = 'Silent to echo requests: not there, or not answering them.\n';
  assert.ok(summary({ ...arp, probe: 'icmp' }, { verbose: true }).endsWith(echo));
  assert.ok(!summary({ ...arp, probe: 'icmp', silent: 0 }, { verbose: true }).endsWith(echo));
});

test('what the table would be misread without has a line of its own', () => {
  const [, ...warnings] = linesOfSummary({
    ...END,
    stateless: true,
    kernelDrops: 12,
    answersAllHosts: [1, 2, 3, 4, 5, 6, 7].map((n) => `198.18.0.${n}`),
    answersAllUnlisted: 1000,
  });
  assert.deepEqual(warnings, [
    '12 packets dropped by our kernel: answers may be missing',
    'Too large a scan to remember every probe: only open ports were remembered.',
    '1,007 hosts answer on every port (SYN proxy or tarpit): 198.18.0.1, 198.18.0.2, 198.18.0.3, 198.18.0.4, 198.18.0.5 and 1,002 more',
  ]);
});
