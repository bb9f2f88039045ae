import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { createResolver } from './resolver.ts';
import { isMadeOf, reverseDnsLookup } from './reverse-dns.ts';
import { serverOf } from './server-address.ts';

const SIGNAL = new AbortController().signal;
const name = (text: string): Buffer =>
  Buffer.concat([...text.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.of(0)]);

/** The answer to a question: a pointer to each name; `flags`: 8180 and a code. */
function answer(query: Buffer, names: readonly string[], code = 0): Buffer {
  const records = names.map((each) => {
    const data = name(each);
    return Buffer.concat([
      Buffer.from('c00c000c00010000003c', 'hex'),
      Buffer.of(data.length >> 8, data.length & 255),
      data,
    ]);
  });
  const header = Buffer.from([query[0], query[1], 0x81, 0x80 | code, 0, 1, 0, names.length, 0, 0, 0, 0]);
  return Buffer.concat([header, query.subarray(12), ...records]);
}

async function nameServer(reply: (query: Buffer, send: (bytes: Buffer) => void) => void): Promise<[Socket, string]> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => reply(query, (bytes) => socket.send(bytes, port, address)));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  socket.unref(); // a test that fails does not close it
  return [socket, `127.0.0.1:${socket.address().port}`];
}

const addressIn = (query: Buffer): string => {
  const labels: string[] = [];
  for (let at = 12; query[at] !== 0; at += 1 + query[at])
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  return labels.slice(0, 4).reverse().join('.');
};

test('five hundred names at once, all found, though the server loses every fifth question', async () => {
  let asked = 0;
  const [socket, server] = await nameServer((query, send) => {
    if (++asked % 5 !== 0) send(answer(query, [`host-${addressIn(query).split('.').slice(2).join('-')}.lab.example`]));
  });
  const resolver = createResolver([server]);
  const ips = Array.from({ length: 500 }, (_, k) => `198.18.${k >> 8}.${k & 255}`);
  const names = await Promise.all(ips.map((ip) => resolver.names(ip, SIGNAL)));
  const missing = names.filter((each) => each.length === 0);
  assert.equal(missing.length, 0);
  assert.deepEqual(names[259], ['host-1-3.lab.example']);
  const before = asked;
  await Promise.all(ips.slice(0, 100).map((ip) => resolver.names(ip, SIGNAL)));
  assert.equal(asked, before);
  resolver.close();
  socket.close();
});

test('8,192 names of a server 300 ms away, in a process of its own: more than a thousand are on their way at once, and none is lost', async (t) => {
  const child = fork(
    new URL(`./slow-server.test-data${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
    ['300'],
  );
  const told = (): Promise<number> => once(child, 'message').then(([said]) => said as number);
  try {
    const resolver = createResolver([`127.0.0.1:${await told()}`]);
    const ips = Array.from({ length: 8192 }, (_, k) => `198.18.${k >> 8}.${k & 255}`);
    const names = await Promise.all(ips.map((ip) => resolver.names(ip, SIGNAL)));
    assert.deepEqual(
      names,
      ips.map((ip) => [`host-${ip}.example`]),
    );
    assert.equal(resolver.unanswered(), 0);
    resolver.close();
    const peak = told();
    child.send('peak');
    t.diagnostic(`${await peak} at once`);
    assert((await peak) >= 1000, `${await peak} at once`);
  } finally {
    child.kill();
  }
});

test('what is asked ends with the signal of the last who asked', async () => {
  const waiting: (() => void)[] = [];
  const [socket, server] = await nameServer((query, send) =>
    waiting.push(() => send(answer(query, [`${addressIn(query)}.example`]))),
  );
  const resolver = createResolver([server]);
  const [one, other] = [new AbortController(), new AbortController()];
  const names = Promise.all(Array.from({ length: 500 }, (_, k) => resolver.names(`198.18.1.${k}`, one.signal)));
  const same = resolver.names('198.18.1.7', other.signal);
  one.abort();
  assert((await names).every((each) => each.length === 0));
  assert.deepEqual(await resolver.names('198.18.1.8', one.signal), []);
  while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const each of waiting) each();
  assert.deepEqual(await same, ['198.18.1.7.example']);
  assert.equal(resolver.unanswered(), 0);
  resolver.close();
  socket.close();
});

test('who has no name has none, and is not asked about again; a refusal is asked elsewhere', async () => {
  let refused = 0;
  let asked = 0;
  const [one, first] = await nameServer((query, send) => {
    refused++;
    send(answer(query, [], 5));
  });
  const [other, second] = await nameServer((query, send) => {
    asked++;
    send(answer(query, [], 3));
  });
  const resolver = createResolver([first, second]);
  assert.deepEqual(await resolver.names('198.18.0.1', SIGNAL), []);
  assert.deepEqual(await resolver.names('198.18.0.1', SIGNAL), []);
  assert.deepEqual([refused, asked], [1, 1]);
  resolver.close();
  one.close();
  other.close();
});

test('of an answer what it says of the address is a name: by an alias too, of nobody else', async () => {
  const [socket, server] = await nameServer((query, send) => {
    const record = (owner: Buffer, type: number, target: string): Buffer => {
      const data = name(target);
      return Buffer.concat([owner, Buffer.from([0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
    };
    const header = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, 3, 0, 0, 0, 0]);
    const alias = '1.0-127.0.18.198.in-addr.arpa';
    const other = name('2.0.18.198.in-addr.arpa');
    const records = [record(Buffer.from('c00c', 'hex'), 5, alias), record(other, 12, 'evil.example')];
    send(Buffer.concat([header, query.subarray(12), ...records, record(name(alias), 12, 'good.example')]));
  });
  const resolver = createResolver([server]);
  assert.deepEqual(await resolver.names('198.18.0.1', SIGNAL), ['good.example']);
  resolver.close();
  socket.close();
});

test('what was cut short and shows no name is no "none": another server is asked', async () => {
  const [one, first] = await nameServer((query, send) => {
    const cut = answer(query, []);
    cut[2] |= 2;
    send(cut);
  });
  const [other, second] = await nameServer((query, send) => send(answer(query, ['whole.example'])));
  const resolver = createResolver([first, second]);
  assert.deepEqual(await resolver.names('198.18.0.1', SIGNAL), ['whole.example']);
  const alone = createResolver([first]);
  assert.deepEqual(await alone.names('198.18.0.1', SIGNAL), []);
  assert.equal(alone.unanswered(), 1);
  resolver.close();
  alone.close();
  one.close();
  other.close();
});

test('answers with another number, to another question, loops and noise are none', async () => {
  const [socket, server] = await nameServer((query, send) => {
    const wrong = answer(query, ['evil.example']);
    wrong[0] ^= 1;
    send(wrong);
    const other = Buffer.from(query);
    other[13] ^= 1;
    send(answer(other, ['evil.example']));
    // A pointer to itself, as the whole of the answer's name.
    send(
      Buffer.concat([
        answer(query, []).fill(1, 7, 8),
        Buffer.from([0xc0, query.length, 0, 12, 0, 1, 0, 0, 0, 0, 0, 2, 0xc0, query.length]),
      ]),
    );
    // The same name, another type.
    const type = answer(query, ['evil.example']);
    type[query.length - 3] ^= 1;
    send(type);
    send(Buffer.alloc(600, 0xff));
    send(Buffer.alloc(60_000, 0x80));
    send(Buffer.alloc(3, 0x80));
    send(answer(query, ['good.example']));
  });
  const resolver = createResolver([server]);
  assert.deepEqual(await resolver.names('198.18.0.1', SIGNAL), ['good.example']);
  resolver.close();
  socket.close();
});

test('a server where nobody listens is asked no more', async () => {
  const [socket, server] = await nameServer(() => {});
  await new Promise<void>((resolve) => socket.close(resolve));
  const resolver = createResolver([server]);
  const ips = Array.from({ length: 600 }, (_, k) => `198.18.${k >> 8}.${k & 255}`);
  const names = await Promise.all(ips.map((ip) => resolver.names(ip, SIGNAL)));
  assert(names.every((each) => each.length === 0));
  resolver.close();
  resolver.close();
});

test('a server to which there is no way is none', async () => {
  // connect(2): EACCES, as nobody said that this may be a broadcast address.
  const resolver = createResolver(['255.255.255.255']);
  assert.deepEqual(await resolver.names('198.18.0.9', SIGNAL), []);
  resolver.close();
});

test('loopback and link-local addresses are nobody else’s', async () => {
  let asked = 0;
  const [socket, server] = await nameServer((query, send) => {
    asked++;
    send(answer(query, ['a.example', 'localhost']));
  });
  const lookup = reverseDnsLookup([server]);
  const options = { signal: SIGNAL, budgetMs: 1000 };
  for (const ip of ['127.0.0.1', '169.254.7.7'])
    assert.deepEqual(await lookup.ask!({ ip, isNear: false }, options), []);
  assert.equal(asked, 0);
  const clues = await lookup.ask!({ ip: '198.18.0.9', isNear: false }, options);
  assert.deepEqual(clues, [{ about: 'name', value: 'a.example', source: 'reverse-dns', confidence: 0.8 }]);
  lookup.close();
  socket.close();
});

test('names that were made of the address', () => {
  assert.equal(isMadeOf('host-192-0-2-7.example.net', '192.0.2.7'), true);
  assert.equal(isMadeOf('7.2.0.192.dyn.example.net', '192.0.2.7'), true);
  assert.equal(isMadeOf('pC0000207.example.net', '192.0.2.7'), true);
  assert.equal(isMadeOf('mail2.example.net', '192.0.2.7'), false);
});

test('addresses of servers', () => {
  assert.deepEqual(serverOf('192.0.2.1'), { address: '192.0.2.1', port: 53 });
  assert.deepEqual(serverOf('192.0.2.1:5353'), { address: '192.0.2.1', port: 5353 });
  assert.deepEqual(serverOf('[2001:db8::1]:54'), { address: '2001:db8::1', port: 54 });
  assert.deepEqual(serverOf('2001:db8::1'), { address: '2001:db8::1', port: 53 });
  for (const each of ['', 'ns.example', '192.0.2', '192.0.2.256', '192.0.2.1:0', '192.0.2.1:99999', '1.2.3.4 '])
    assert.equal(serverOf(each), null, each);
});
