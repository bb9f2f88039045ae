// Questions over shared sockets, to hosts on loopback that answer as they like.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { test } from 'node:test';
import { snmp } from '../../service/monitoring/snmp.ts';
import { netbiosName } from '../../service/sharing/netbios-name.ts';
import { shortly } from '../sources/fact.test-data.ts';
import { recordLookup } from './ask-record.ts';
import { hostsFileLookup, hostsOf } from './hosts-file.ts';
import { addressNear, isOnlyOurs } from './links.ts';
import { createParty, type Party } from './party.ts';

const OPTIONS = { signal: new AbortController().signal, budgetMs: 900 };
const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** Hosts 127.0.0.X on one port, each of which answers with what is written here. */
async function hosts(
  answers: Readonly<Record<string, (bytes: Buffer) => readonly Buffer[]>>,
): Promise<[readonly Socket[], number]> {
  const sockets: Socket[] = [];
  let port = 0;
  for (const [ip, answer] of Object.entries(answers)) {
    const socket = createSocket('udp4');
    socket.on('message', (bytes, sender) => {
      for (const each of answer(bytes)) socket.send(each, sender.port, sender.address);
    });
    await new Promise<void>((resolve) => socket.bind(port, ip, resolve));
    port = socket.address().port;
    sockets.push(socket);
  }
  return [sockets, port];
}

async function asking<T>(port: number, sockets: readonly Socket[], use: (party: Party) => Promise<T>): Promise<T> {
  const party = createParty({ port });
  try {
    return await use(party);
  } finally {
    party.close();
    for (const socket of sockets) socket.close();
  }
}

/** A node's status with so many names (RFC 1002 section 4.2.18), as `count` says. */
function status(names: readonly string[], count = names.length): Buffer {
  const entries = names.map((each) => Buffer.concat([Buffer.from(each.padEnd(15), 'latin1'), Buffer.of(0, 4, 0)]));
  const data = Buffer.concat([Buffer.of(count), ...entries, hex('080027000001'), Buffer.alloc(40)]);
  const name = Buffer.concat([hex('20'), Buffer.from(`CK${'A'.repeat(30)}`), hex('00')]);
  return Buffer.concat([
    hex('504f 8400 0000 0001 0000 0000'),
    name,
    hex('0021 0001 00000000'),
    Buffer.of(data.length >> 8, data.length & 255),
    data,
  ]);
}

test('many hosts over one socket: each has its own answer, and who is silent none', async () => {
  const [sockets, port] = await hosts({
    '127.0.0.1': () => [status(['ONE'])],
    '127.0.0.2': () => [],
    '127.0.0.3': () => [Buffer.from('noise'), status(['THREE'])],
  });
  await asking(port, sockets, async (party) => {
    const lookup = recordLookup(netbiosName, () => party, { port });
    const ask = async (ip: string): Promise<readonly string[]> =>
      (await lookup.ask!({ ip, isNear: false }, OPTIONS)).map(shortly);
    const [one, two, three, four] = await Promise.all(['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'].map(ask));
    assert.deepEqual(one, ['netbios name ONE 0.95', 'netbios mac 08:00:27:00:00:01 0.95', 'netbios name ONE 0.95']);
    assert.deepEqual(two, []);
    assert(three.includes('netbios name THREE 0.95'));
    assert.deepEqual(four, []);
  });
});

test('255 names, a count that lies, and names that would move a cursor', async () => {
  const many = Array.from({ length: 255 }, (_, k) => `N${k}`);
  const [sockets, port] = await hosts({
    '127.0.0.1': () => [status(many)],
    '127.0.0.2': () => [status(['A'], 255)],
    '127.0.0.3': () => [status(['\x1b[2JEVIL\x07'])],
  });
  await asking(port, sockets, async (party) => {
    const lookup = recordLookup(netbiosName, () => party, { port });
    const [one, two, three] = await Promise.all(
      ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((ip) => lookup.ask!({ ip, isNear: false }, OPTIONS)),
    );
    assert(one.length > 1 && one.length <= 60);
    assert.deepEqual(two, []);
    assert(three.length > 0);
    for (const { value } of three) assert(!/\p{Cc}/u.test(value));
  });
});

test('SNMP lengths that lie', async () => {
  const [sockets, port] = await hosts({
    '127.0.0.1': () => [hex('3084ffffffff 020103')],
    '127.0.0.2': () => [hex('30 7f 02 01 03 30 84 7fffffff')],
    '127.0.0.3': () => [
      hex(
        '30 2a 02 01 03 30 0f 02 04 504f5254 02 03 00ffe3 04 01 00 02 01 03 04 14 30 12 04 84 ffffffff 800000090300aabbcc0001 02 01 01',
      ),
    ],
  });
  await asking(port, sockets, async (party) => {
    const lookup = recordLookup(snmp, () => party, { port });
    const all = await Promise.all(
      ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((ip) => lookup.ask!({ ip, isNear: false }, OPTIONS)),
    );
    assert.deepEqual(all.flat(), []);
  });
});

test('a flood from one host is cut, and starves nobody', async () => {
  const [sockets, port] = await hosts({
    '127.0.0.1': () => Array.from({ length: 2000 }, () => Buffer.alloc(1000, 1)),
    '127.0.0.2': () => [status(['TWO'])],
  });
  await asking(port, sockets, async (party) => {
    const lookup = recordLookup(netbiosName, () => party, { port });
    const [flood, two] = await Promise.all(
      ['127.0.0.1', '127.0.0.2'].map((ip) => lookup.ask!({ ip, isNear: false }, OPTIONS)),
    );
    assert.deepEqual(flood, []);
    assert(two.length > 0);
  });
});

test('what others answer is kept for who asks them later, bounded', async () => {
  const [sockets, port] = await hosts({
    '127.0.0.1': () => [Buffer.of(1), Buffer.of(2), Buffer.of(3), Buffer.of(4), Buffer.of(5)],
  });
  await asking(port, sockets, async (party) => {
    const other = party.listen('127.0.0.2');
    party.send('127.0.0.1', Buffer.of(0));
    assert.equal(await other.next(150), null);
    const late = party.listen('127.0.0.1');
    const heard: number[] = [];
    for (let bytes = await late.next(0); bytes !== null; bytes = await late.next(0)) heard.push(bytes[0]);
    assert.deepEqual(heard, [1, 2, 3, 4]);
    other.close();
    late.close();
  });
});

test('which of our addresses is on the link of a host', () => {
  const own = [
    { address: '198.18.0.1', netmask: '255.254.0.0' },
    { address: '198.18.9.1', netmask: '255.255.255.0' },
    { address: '192.0.2.1', netmask: '255.255.255.0' },
  ];
  assert.equal(addressNear('198.18.9.7', own), '198.18.9.1');
  assert.equal(addressNear('198.19.1.1', own), '198.18.0.1');
  assert.equal(addressNear('203.0.113.1', own), null);
  assert.deepEqual(['127.0.0.1', '169.254.1.1', 'fe80::1', '::1', '192.0.2.1'].map(isOnlyOurs), [
    true,
    true,
    true,
    true,
    false,
  ]);
});

test('the hosts file: names of an address; what blocks names is none', async () => {
  const hosts = hostsOf(
    '127.0.0.1 localhost # own\n198.18.0.9\tnas.lab nas\n\n0.0.0.0 ads.example\n# 198.18.0.8 x\n198.18.0.9 files\n',
  );
  assert.deepEqual(hosts.get('198.18.0.9'), ['nas.lab', 'nas', 'files']);
  assert.equal(hosts.has('0.0.0.0'), false);
  assert.equal(hosts.has('198.18.0.8'), false);
  const own = await hostsFileLookup('/nonexistent').ask!({ ip: '127.0.0.1', isNear: false }, OPTIONS);
  assert(own.every(({ source }) => source === 'system'));
  assert.deepEqual(await hostsFileLookup('/nonexistent').ask!({ ip: '198.18.0.9', isNear: false }, OPTIONS), []);
});
