// The connect engine in a simulated network: every case of it, without waiting.
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { DOUBTFUL, LOOPED, OURS } from '../../link/connect/connect-sockets.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { statelessNotice } from '../book/stateless-notice.ts';
import { hostTableOf } from '../order/host-table.ts';
import { CONNECTED, REFUSED, simulate, specOf } from '../simulation/sockets.test-data.ts';
import { endOf, HOST, of, portsOf, startsByProbe } from './engine.test-data.ts';

test('a host behind which every port answers is named and its ports are not told', async () => {
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 1]], ports: [[1, 2000]] }), {
    reply: ({ address, port }) => (address === HOST || port % 100 < 2 ? CONNECTED : REFUSED),
  });
  const told = of(outcome, 'port').filter(({ ip }) => ip === '127.0.0.1').length;
  assert.ok(told <= 16, `${told} ports of the tarpit told`);
  const end = endOf(outcome);
  assert.deepEqual(end.answersAllHosts, ['127.0.0.1']);
  assert.equal(end.openPorts, 40);
  const [tarpit, ordinary] = of(outcome, 'host-end');
  assert.equal(tarpit.answersAll, true);
  assert.equal(tarpit.open, 2000);
  assert.equal(ordinary.answersAll, undefined);
  assert.equal(of(outcome, 'port').filter(({ ip }) => ip === '127.0.0.2').length, 40);
});

test('open ports behind a firewall that drops the rest are told, however many', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 3000]] }), {
    reply: ({ port }) => (port % 20 === 0 ? CONNECTED : null),
  });
  const end = endOf(outcome);
  assert.deepEqual([end.answersAllHosts, end.openPorts, end.filteredPorts], [[], 150, 2850]);
  assert.deepEqual(portsOf(outcome, 'open').length, 150);
  assert.ok(of(outcome, 'port').some(({ rttMs }) => rttMs !== undefined));
});

test('a tarpit of an interrupted scan is one too, and its ports are held in little memory', async () => {
  const controller = new AbortController();
  const outcome = await simulate(
    specOf({ ports: [[1, 20_000]] }),
    {
      reply: () => CONNECTED,
      onStart: (started) => {
        if (started === 5000) controller.abort();
      },
    },
    controller.signal,
  );
  assert.deepEqual([endOf(outcome).answersAllHosts, endOf(outcome).openPorts], [['127.0.0.1'], 0]);
  assert.ok(portsOf(outcome, 'open').length <= 16);
});

test('held back and ordinary after all: thousands of open ports are each told once', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 8000]] }), {
    reply: ({ port }) => (port % 2 === 0 ? CONNECTED : REFUSED),
  });
  const told = portsOf(outcome, 'open').sort((a, b) => a - b);
  assert.deepEqual(
    told,
    Array.from({ length: 4000 }, (_, k) => 2 * (k + 1)),
  );
});

test('addresses that answer no ARP are asked no more after a while, and not counted', async () => {
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 3]], ports: [[1, 5000]], rateCap: 1000 }), {
    reply: ({ address }) => (address === HOST ? REFUSED : null),
    unresolved: [HOST + 1, HOST + 2],
  });
  const starts = (address: number) => outcome.syns.filter((syn) => !syn.repeated && syn.address === address).length;
  assert.ok(starts(HOST) >= 5000 && starts(HOST) < 5100, `${starts(HOST)}: all, and a few canaries`);
  assert.ok(outcome.syns.filter(({ address }) => address === HOST + 3).length >= 10_000);
  assert.ok(starts(HOST + 1) < 4000, `${starts(HOST + 1)} to nobody`);
  const end = endOf(outcome);
  assert.equal(end.unasked, 0);
  assert.equal(end.answered + end.silent, end.probes);
  assert.ok(end.probes < 20_000);
});

test('many open ports of an ordinary host are all told, once', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 400]] }), {
    reply: ({ port }) => (port % 2 === 0 ? CONNECTED : REFUSED),
  });
  assert.deepEqual(
    portsOf(outcome, 'open'),
    Array.from({ length: 200 }, (_, k) => 2 * k + 2),
  );
  assert.equal(endOf(outcome).openPorts, 200);
});

test('who is not open is told port by port only where it is one of few', async () => {
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 1]], ports: [[1, 30]] }), {
    reply: ({ address, port }) => (address === HOST ? (port <= 25 ? REFUSED : null) : REFUSED),
  });
  const told = (ip: string, state: string) =>
    of(outcome, 'port').filter((each) => each.ip === ip && each.state === state);
  assert.equal(told('127.0.0.1', 'closed').length, 25);
  const filtered = told('127.0.0.1', 'filtered');
  assert.deepEqual(filtered.map(({ port }) => port).sort(), [26, 27, 28, 29, 30]);
  assert.ok(filtered.every(({ reason }) => reason === 'no-response'));
  assert.equal(told('127.0.0.2', 'closed').length, 0);
});

test('ICMP errors: of the host, of a router, of our own kernel', async () => {
  const { EHOSTUNREACH } = constants.errno;
  const router = 0x7f0000fe;
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 2]], ports: [[1, 20]] }), {
    reply({ address }) {
      if (address === HOST) return { after: 1, error: EHOSTUNREACH, icmp: 0x030d, offender: HOST };
      if (address === HOST + 1) return { after: 1, error: EHOSTUNREACH, icmp: 0x0301, offender: router };
      return { after: 3000, error: EHOSTUNREACH, icmp: 0x0301, offender: 0x7f0000aa, kind: OURS };
    },
  });
  assert.deepEqual(
    of(outcome, 'host').map(({ ip, reason }) => [ip, reason]),
    [['127.0.0.1', 'icmp-admin-prohibited']],
  );
  const end = endOf(outcome);
  assert.deepEqual([end.hostsUp, end.answered, end.filteredPorts, end.silent], [1, 40, 20, 20]);
  assert.ok(of(outcome, 'port').every(({ ip, reason }) => ip === '127.0.0.1' && reason === 'icmp-admin-prohibited'));
});

test('a socket that met itself is closed; one that may have met another of ours is asked again', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 50]] }), {
    reply({ port, attempt }) {
      if (port === 5) return { ...CONNECTED, kind: LOOPED };
      if (port === 6) return { ...CONNECTED, kind: DOUBTFUL };
      if (port === 7) return attempt === 1 ? { ...CONNECTED, kind: DOUBTFUL } : REFUSED;
      return REFUSED;
    },
  });
  assert.deepEqual(portsOf(outcome, 'open'), [6]);
  const starts = startsByProbe(outcome.syns);
  assert.deepEqual(
    [5, 6, 7, 8].map((port) => starts.get(HOST * 65_536 + port)),
    [1, 2, 2, 1],
  );
  const end = endOf(outcome);
  assert.deepEqual([end.answered, end.closedPorts, end.retransmitted, end.unasked], [50, 49, 2, 0]);
});

test('an error of our own side is no verdict: slower, and asked again', async () => {
  const { EMFILE, EADDRNOTAVAIL } = constants.errno;
  const outcome = await simulate(specOf({}), {
    refuse: (at, started) => (started > 100 && at < 900 ? EMFILE : 0),
    reply: ({ port, attempt }) => (port % 50 === 0 && attempt === 1 ? { after: 1, error: EADDRNOTAVAIL } : REFUSED),
  });
  const end = endOf(outcome);
  assert.deepEqual([end.answered, end.closedPorts, end.filteredPorts, end.unasked], [1000, 1000, 0, 0]);
  assert.deepEqual(
    of(outcome, 'notice').map(({ code }) => code),
    ['N_OWN_LIMIT'],
  );
});

test('a machine that gives no connections at all is an error that says so', async () => {
  const scan = simulate(specOf({}), { refuse: () => constants.errno.ENOBUFS, reply: () => REFUSED });
  await assert.rejects(scan, { code: 'E_NO_SOCKETS', message: /memory.*ENOBUFS/ });
});

test('where this system has no route, that is told once and nothing is asked', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 30]] }), {
    refuse: () => constants.errno.ENETUNREACH,
    reply: () => REFUSED,
  });
  const end = endOf(outcome);
  assert.deepEqual([end.hostsUp, end.filteredPorts, end.answered, end.silent, end.unasked], [0, 0, 0, 0, 30]);
  assert.notEqual(end.completeness, 1);
  assert.ok(outcome.elapsed < 5000);
  assert.deepEqual(
    of(outcome, 'notice').map(({ code }) => code),
    ['N_REFUSED_HERE'],
  );
});

test('an abort ends it at once: what was found, what was not asked', async () => {
  const controller = new AbortController();
  const outcome = await simulate(
    specOf({ ports: [[1, 5000]] }),
    {
      reply: ({ port }) => (port % 100 === 0 ? CONNECTED : port % 2 === 0 ? REFUSED : null),
      onStart: (started) => {
        if (started === 1500) controller.abort();
      },
    },
    controller.signal,
  );
  const end = endOf(outcome);
  const asked = startsByProbe(outcome.syns).size;
  assert.equal(end.interrupted, true);
  assert.equal(end.unasked, 5000 - asked);
  assert.ok(asked >= 1500 && asked < 1600, `${asked} asked`);
  assert.equal(end.silent, asked - end.answered);
  assert.equal(portsOf(outcome, 'open').length, end.openPorts);
  assert.ok(outcome.closed);
});

test('aborted before it began it asks nothing', async () => {
  const outcome = await simulate(specOf({}), { reply: () => REFUSED }, AbortSignal.abort());
  assert.equal(outcome.syns.length, 0);
  assert.deepEqual([endOf(outcome).interrupted, endOf(outcome).unasked], [true, 1000]);
  assert.ok(outcome.closed);
});

test('more silence than memory is allowed: told, and the answers are still all counted', async () => {
  const outcome = await simulate(specOf({ ports: [[1, 2000]], ledgerLimit: 800 }), {
    reply: ({ port }) => (port % 2 === 0 ? REFUSED : null),
  });
  const end = endOf(outcome);
  assert.equal(end.stateless, true);
  assert.deepEqual([end.answered, end.silent], [1000, 1000]);
  assert.deepEqual(
    of(outcome, 'notice').map(({ code }) => code),
    ['N_STATELESS'],
  );
});

test('ports that are held back are in what a scan may take; where that is too much it goes without, in the words of every engine', async () => {
  const reply = () => CONNECTED;
  const targets = [[HOST, HOST + 1]] as const;
  const held = await simulate(specOf({ targets, ports: [[1, 5000]] }), { reply });
  assert.deepEqual([endOf(held).stateless, endOf(held).openPorts], [false, 0]);
  assert.ok(portsOf(held, 'open').length <= 2 * 16);
  const ledgerLimit = 2 ** 20;
  const without = await simulate(specOf({ targets, ports: [[1, 5000]], ledgerLimit }), { reply });
  assert.equal(endOf(without).stateless, true);
  assert.equal(portsOf(without, 'open').length, 2 * 5000);
  const table = hostTableOf([{ ranges: flatten(targets), hop: 0 }]);
  const portNumbers = Uint16Array.from({ length: 5000 }, (_, k) => k + 1);
  const said = statelessNotice({ table, portNumbers }, { ledgerLimit: ledgerLimit / 2 });
  assert.deepEqual(of(without, 'notice'), [said]);
});

test('more hosts than memory is allowed: all are told, once, with their open ports, and the end says what it does not know', async () => {
  const spec = specOf({ targets: [[HOST, HOST + 9]], ports: [[1, 20]], ledgerLimit: 3 * 8192 });
  const outcome = await simulate(spec, { reply: ({ port }) => (port % 10 === 0 ? CONNECTED : REFUSED) });
  const end = endOf(outcome);
  assert.equal(new Set(of(outcome, 'host').map(({ ip }) => ip)).size, of(outcome, 'host').length);
  assert.deepEqual([end.hostsUp, end.openPorts, end.closedPorts, end.answered], [10, 20, 180, 200]);
  assert.equal(of(outcome, 'port').filter(({ state }) => state === 'open').length, 20);
  assert.equal(of(outcome, 'host-end').length, 3);
  assert.deepEqual([end.stateless, end.silent, end.completeness], [true, 0, 1]);
  assert.deepEqual(
    of(outcome, 'notice').map(({ code }) => code),
    ['N_STATELESS'],
  );
});

test('progress never falls and never reaches 1 before the end', async () => {
  const outcome = await simulate(specOf({ targets: [[HOST, HOST + 3]], rateCap: 2000 }), {
    reply: ({ port }) => (port % 5 === 0 ? null : REFUSED),
  });
  const progress = of(outcome, 'progress');
  assert.ok(progress.length > 5);
  progress.reduce((before, { done }) => {
    assert.ok(done >= before && done < 1);
    return done;
  }, 0);
  assert.deepEqual([...new Set(progress.map(({ phase }) => phase))], ['scan', 'repeat']);
});
