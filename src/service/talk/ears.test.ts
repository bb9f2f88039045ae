// Ports of ours that answers come to, on loopback.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { test } from 'node:test';
import { type Datagrams, openDatagrams } from './datagrams.ts';
import { overhear } from './ears.ts';
import { lend } from './lent-ears.ts';

const LIMIT = { timeout: 20_000 };

async function bound(ip: string, port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(port, ip, resolve));
  return socket;
}

/** One that nobody has. */
async function sparePort(): Promise<number> {
  const socket = await bound('127.0.0.1');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

function listening(ip: string, port: number, ours: number, group?: string): Promise<Datagrams> {
  const options = { signal: new AbortController().signal, deadline: performance.now() + 15_000, fromElsewhere: true };
  return openDatagrams({ ip, port, proto: 'udp' }, { ...options, from: { port: ours, group } });
}

const textOf = async (datagrams: Datagrams): Promise<string> => String(await datagrams.receive(10_000));

test('many hosts answer to one port at once, each to who asked it', LIMIT, async () => {
  const ours = await sparePort();
  const ips = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
  const hosts = await Promise.all(ips.map((ip) => bound(ip)));
  for (const [k, host] of hosts.entries()) host.on('message', () => host.send(`I am ${ips[k]}`, ours, '127.0.0.1'));
  const asking = await Promise.all(hosts.map((host, k) => listening(ips[k], host.address().port, ours)));
  for (const each of asking) each.send(Buffer.from('who?'));
  assert.deepEqual(
    await Promise.all(asking.map(textOf)),
    ips.map((ip) => `I am ${ip}`),
  );
  assert.deepEqual(
    asking.map(({ failure }) => failure),
    [null, null, null],
  );
  for (const each of [...asking, ...hosts]) each.close();
  // The last who leaves closes it: the port is free again.
  const again = await bound('0.0.0.0', ours);
  again.close();
});

test('broadcasts are heard, and what comes to a group', LIMIT, async () => {
  const ours = await sparePort();
  const host = await bound('127.0.0.1');
  host.setBroadcast(true);
  host.setMulticastInterface('127.0.0.1');
  const { port } = host.address();
  host.on('message', (bytes) => host.send('here', ours, bytes.length > 1 ? '239.255.255.250' : '127.255.255.255'));
  const broadcast = await listening('127.0.0.1', port, ours);
  broadcast.send(Buffer.from('?'));
  assert.equal(await textOf(broadcast), 'here');
  const group = await listening('127.0.0.1', port, ours, '239.255.255.250');
  group.send(Buffer.from('??'));
  assert.equal(await textOf(group), 'here');
  for (const each of [broadcast, group, host]) each.close();
});

test('our own question is nobody, where this machine itself is asked', LIMIT, async () => {
  const ours = await sparePort();
  const both = await Promise.all(['127.0.0.1', '127.0.0.2'].map((ip) => listening(ip, ours, ours)));
  for (const each of both) each.send(Buffer.from('who?'));
  assert.deepEqual(await Promise.all(both.map((each) => each.receive(300))), [null, null]);
  for (const each of both) each.close();
});

test('a port that somebody has is told, to all who wait', LIMIT, async () => {
  const holder = await bound('0.0.0.0');
  const { port } = holder.address();
  const both = await Promise.all([listening('127.0.0.1', 9, port), listening('127.0.0.2', 9, port)]);
  assert.deepEqual(
    both.map(({ failure }) => failure),
    ['EADDRINUSE', 'EADDRINUSE'],
  );
  assert.equal(await both[0].receive(1000), null);
  for (const each of [...both, holder]) each.close();
});

test(
  'what comes to a port that somebody has is heard where the link is, by who asked that host; a port of ours hears by itself',
  LIMIT,
  async () => {
    const holder = await bound('0.0.0.0');
    const { port } = holder.address();
    const host = await bound('127.0.0.2');
    const takeBack = lend({ open: async () => true });
    const asking = await listening('127.0.0.2', host.address().port, port);
    host.once('message', () => {
      overhear(port, '127.0.0.3', Buffer.from('from another'));
      overhear(port, '127.0.0.2', Buffer.from('here'));
    });
    asking.send(Buffer.from('who?'));
    assert.equal(await textOf(asking), 'here');
    asking.close();
    takeBack();
    const ours = await sparePort();
    const alone = await listening('127.0.0.2', host.address().port, ours);
    overhear(ours, '127.0.0.2', Buffer.from('twice'));
    assert.equal(await alone.receive(100), null);
    for (const each of [alone, host, holder]) each.close();
  },
);
