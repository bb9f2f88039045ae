// The ping against kernels, and against a host that means no good. Needs root; see available.ts.
import assert from 'node:assert/strict';
import type { PingEvent, PingNotice } from '../src/ping/types.ts';
import { buildLab } from './network/build.ts';
import { ip, nft, runInside } from './network/namespaces.ts';
import { scenario } from './network/scenarios.ts';
import { agree, pingFrom, RUN, sort, test } from './ping.test-data.ts';

test('ping: a link without Ethernet, and loopback', async () => {
  await using lab = await buildLab(scenario('tun'));
  const [host] = lab.hosts;
  const [port] = (await lab.truth()).get(host)!;
  for (const question of [
    { target: host, port },
    { target: host, method: 'icmp', payload: '00112233445566' },
    { target: '127.0.0.1', port: 9 },
    { target: '127.0.0.1', method: 'icmp' },
    { target: '198.18.0.1', port: 9 },
  ]) {
    const seen = await pingFrom(lab, { ...question, count: 5, intervalMs: 10 });
    agree(seen);
    assert.deepEqual([seen.ends[0]?.received, seen.ends[0]?.clock], [5, 'kernel'], JSON.stringify([question, seen]));
    assert.deepEqual([seen.ends[0].duplicates, seen.ends[0].strays], [0, {}]);
    assert.equal(seen.starts[0].interface, question.target === host ? 'tun0' : 'lo');
  }
});

test('ping: ICMP, UDP, ARP and full connections, all alike', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [host] = lab.hosts;
  const open = (await lab.truth()).get(host)!;
  const closed = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((port) => !open.includes(port))!;
  const echo = lab.start('target', process.execPath, [
    '-e',
    `require('node:dgram').createSocket('udp4').on('message', function (text, { port, address }) { this.send(text, port, address); })
      .bind(5353, '${host}', () => console.log('ready'))`,
  ]);
  assert.equal(await echo.line(), 'ready');
  const link = '198.18.0.2';
  for (const [question, state, reason] of [
    [{ target: host, method: 'icmp', payload: 'aabbcc' }, 'up', 'echo-reply'],
    [{ target: host, method: 'udp', port: 5353, payload: 'aabbcc' }, 'open', 'udp-response'],
    [{ target: host, method: 'udp', port: 5354 }, 'closed', 'icmp-port-unreachable'],
    [{ target: link, method: 'arp' }, 'up', 'arp-reply'],
    [{ target: host, method: 'connect', port: open[0] }, 'open', 'syn-ack'],
    [{ target: host, method: 'connect', port: closed }, 'closed', 'rst'],
    // ACK alone, and FIN: reset (RFC 9293 section 3.5.2), the first without an acknowledgement.
    [{ target: host, port: closed, flags: 0x10 }, 'closed', 'rst'],
    [{ target: host, port: closed, flags: 0x01 }, 'closed', 'rst'],
    // SYN with data: a RST acknowledges the data, a SYN-ACK may not.
    [{ target: host, port: closed, payload: '0102030405' }, 'closed', 'rst'],
    [{ target: host, port: open[0], payload: '0102030405' }, 'open', 'syn-ack'],
  ] as const) {
    const seen = await pingFrom(lab, { ...question, count: 3, intervalMs: 100, timeoutMs: 1000 });
    agree(seen);
    assert.deepEqual(
      seen.results.map((each) => [each.state, each.reason, each.rttMs !== null]),
      new Array(3).fill([state, reason, true]),
      JSON.stringify([question, seen]),
    );
    assert.deepEqual(seen.ends[0].strays, {});
    assert.equal(seen.ends[0].clock, 'method' in question && question.method === 'connect' ? 'process' : 'kernel');
  }
});

test('ping: what cannot begin says why', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [host] = lab.hosts;
  for (const [question, code] of [
    [{ target: host, source: '198.18.0.77' }, 'E_NOT_OUR_ADDRESS'],
    [{ target: host, interfaceName: 'nope0' }, 'E_NO_INTERFACE'],
    [{ target: '203.0.113.1' }, 'E_NO_ROUTE'],
    [{ target: host, method: 'arp' }, 'E_NOT_ON_LINK'],
    [{ target: 'host.example' }, 'E_USAGE'],
    [{ target: host, count: 0 }, 'E_USAGE'],
  ] as const) {
    const seen = await pingFrom(lab, { ...question });
    assert.equal(seen.error?.code, code, JSON.stringify(question));
    assert.equal(seen.results.length, 0);
  }
  const drop = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'];
  const unprivileged = sort(
    await runInside(lab.scannerNamespace, 'setpriv', [
      ...drop,
      process.execPath,
      RUN,
      JSON.stringify({ target: host, count: 1 }),
    ]),
  );
  assert.equal(unprivileged.error?.code, 'E_NO_PERMISSION');
});

test('ping: from another address of ours, through an interface by name', async () => {
  await using lab = await buildLab(scenario('plain'));
  await ip(lab.scannerNamespace, ['addr add 198.18.0.5/24 dev eth0']);
  const [host] = lab.hosts;
  for (const method of ['tcp', 'icmp', 'connect']) {
    const question = { target: host, method, source: '198.18.0.5', interfaceName: 'eth0', count: 2, intervalMs: 50 };
    const seen = await pingFrom(lab, question);
    agree(seen);
    assert.equal(seen.ends[0]?.received, 2, JSON.stringify(seen));
    assert.ok(seen.results.every(({ src }) => src === '198.18.0.5'));
  }
  const elsewhere = await pingFrom(lab, { target: host, interfaceName: 'lo', count: 1 });
  assert.equal(elsewhere.error?.code, 'E_NO_ROUTE');
});

test('ping: a neighbour that is not there, and one that comes later', async () => {
  await using lab = await buildLab(scenario('plain'));
  const absent = await pingFrom(lab, { target: '198.18.0.9', port: 80, count: 2, intervalMs: 50, timeoutMs: 200 });
  assert.deepEqual(
    absent.results.map(({ state, reason }) => [state, reason]),
    new Array(2).fill(['no-answer', 'next-hop-silent']),
  );
  assert.equal(absent.ends[0].lossPercent, 100);
  assert.equal(absent.notices[0].code, 'N_NEXT_HOP_SILENT');
  const run = lab.start('scanner', process.execPath, [
    RUN,
    JSON.stringify({ target: '198.18.0.9', port: 80, intervalMs: 100 }),
  ]);
  assert.equal((JSON.parse(await run.line()) as PingNotice).code, 'N_NEXT_HOP_SILENT');
  await ip(lab.namespaces.target, ['addr add 198.18.0.9/24 dev eth0']);
  let line: PingEvent;
  do line = JSON.parse(await run.line()) as PingEvent;
  while (line.type !== 'ping' || line.state !== 'closed');
  await run.stop(0);
});

test('ping: SIGTERM ends an endless run with its summary, also of a silent target', async () => {
  await using lab = await buildLab(scenario('drop'));
  const [host] = lab.hosts;
  const [port] = (await lab.truth()).get(host)!;
  const fenced = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((each) => each !== port)!;
  const targets = [port, fenced].map((each) => ({ name: `p${each}`, address: 0xc613_0001, port: each }));
  const run = lab.start('scanner', process.execPath, [
    RUN,
    JSON.stringify({ targets, intervalMs: 50, timeoutMs: 60_000 }),
  ]);
  let text = '';
  for (let answers = 0; answers < 5; ) {
    const line = await run.line();
    text += `${line}\n`;
    if (line.includes('"state":"open"')) answers++;
  }
  const [pid] = (await runInside(lab.scannerNamespace, 'ip', ['netns', 'pids', lab.scannerNamespace]))
    .trim()
    .split('\n');
  process.kill(Number(pid), 'SIGTERM');
  let line = '';
  do {
    line = await run.line();
    text += `${line}\n`;
  } while (!line.includes('"over"'));
  const seen = sort(text);
  agree(seen);
  console.log(`  ended ${seen.over?.afterAbortMs?.toFixed(0)} ms after the signal`);
  const [answering, silent] = seen.ends;
  assert.deepEqual([answering.interrupted, silent.interrupted], [true, true]);
  assert.equal(answering.lossPercent, 0);
  assert.equal(silent.received, 0);
  assert.ok(seen.results.filter(({ dport }) => dport === fenced).every(({ reason }) => reason === 'interrupted'));
});

test('ping: the interface goes down and comes up again, and the run goes on', async () => {
  await using lab = await buildLab(scenario('plain'));
  const run = lab.start('scanner', process.execPath, [
    RUN,
    JSON.stringify({ target: '198.18.0.2', port: 9, intervalMs: 50, timeoutMs: 200 }),
  ]);
  const until = async (wanted: (event: PingEvent) => boolean): Promise<void> => {
    let event: PingEvent;
    do event = JSON.parse(await run.line()) as PingEvent;
    while (!wanted(event));
  };
  await until((event) => event.type === 'ping' && event.state === 'closed');
  await ip(lab.namespaces.scanner, ['link set eth0 down']);
  await until((event) => event.type === 'ping-notice' && event.code === 'N_NOT_SENT');
  await until((event) => event.type === 'ping' && event.state === 'refused-by-us' && event.reason === 'interface-down');
  await ip(lab.namespaces.scanner, ['link set eth0 up']);
  await until((event) => event.type === 'ping-notice' && event.code === 'N_SENDING_AGAIN');
  await until((event) => event.type === 'ping' && event.state === 'closed');
  await run.stop(0);
});

test('ping: our own firewall refuses, which is not the target’s silence', async () => {
  await using lab = await buildLab(scenario('tun'));
  await nft(
    lab.scannerNamespace,
    'table ip fence {\n chain out {\n type filter hook output priority 0\n tcp dport 77 drop\n }\n}\n',
  );
  const seen = await pingFrom(lab, { target: lab.hosts[0], port: 77, count: 2, intervalMs: 20 });
  agree(seen);
  assert.deepEqual(
    seen.results.map(({ state, reason }) => [state, reason]),
    new Array(2).fill(['refused-by-us', 'not-permitted']),
  );
});
