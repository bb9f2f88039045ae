import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { budgetOf } from './budget.ts';
import { type Connection, openConnection } from './connection.ts';
import { openDatagrams } from './datagrams.ts';
import { createPeerClock } from './peer-clock.ts';

/** A clock whose time and beats are made here. */
function byHand() {
  let time = 1000;
  let beat: (() => boolean) | null = null;
  const clock = createPeerClock(
    () => time,
    (_, look) => {
      beat = look;
    },
  );
  return {
    clock,
    pass(milliseconds: number): void {
      time += milliseconds;
    },
    /** The event loop has come round. False: it beats no more. */
    beat(): boolean {
      if (beat?.() !== true) beat = null;
      return beat !== null;
    },
  };
}

test('goes on as all clocks do while the event loop comes round', () => {
  const { clock, pass, beat } = byHand();
  const begin = clock.now();
  for (let k = 0; k < 50; k++) {
    pass(20);
    beat();
  }
  assert.equal(clock.now() - begin, 1000);
});

test('stands still while this process does, however often it is looked at', () => {
  const { clock, pass, beat } = byHand();
  const begin = clock.now();
  for (let k = 0; k < 10; k++) {
    pass(40);
    clock.now();
  }
  assert.equal(clock.now() - begin, 50);
  beat();
  assert.equal(clock.now() - begin, 50);
  pass(20);
  assert.equal(clock.now() - begin, 70);
});

test('when nobody asks for the time it beats no more, and goes on as all clocks do', () => {
  const { clock, pass, beat } = byHand();
  const begin = clock.now();
  let beats = 0;
  do {
    pass(20);
    beats++;
  } while (beat());
  assert.ok(beats <= 101, String(beats));
  pass(6000);
  assert.equal(clock.now() - begin, beats * 20 + 6000);
});

test('never goes back, and never faster than time', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ ms: fc.integer({ min: 0, max: 3000 }), beats: fc.boolean() })), (steps) => {
      const { clock, pass, beat } = byHand();
      let last = clock.now();
      for (const { ms, beats } of steps) {
        pass(ms);
        if (beats) beat();
        const now = clock.now();
        assert.ok(now >= last && now - last <= ms, `${now - last} of ${ms}`);
        last = now;
      }
    }),
  );
});

/** Nothing else happens meanwhile. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

test('what comes while this process is busy for longer than it waits is no silence', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.on('data', () => setTimeout(() => socket.write('late'), 30));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const signal = new AbortController().signal;
  const options = { budget: budgetOf(0.1), signal, deadline: performance.now() + 60_000 };
  const connection = (await openConnection({ ip: '127.0.0.1', port, proto: 'tcp' }, options)) as Connection;
  connection.send('hello');
  // The server is of this process: it answers once that is free again, long after the time is up.
  setImmediate(() => block(400));
  try {
    assert.equal(Buffer.from(await connection.receive(200)).toString(), 'late');
  } finally {
    connection.close();
    server.close();
  }
});

test('so with datagrams', async () => {
  const { createSocket } = await import('node:dgram');
  const server = createSocket('udp4');
  server.on('message', (_, { port, address }) => setTimeout(() => server.send('late', port, address), 30));
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const signal = new AbortController().signal;
  const { port } = server.address();
  const datagrams = await openDatagrams(
    { ip: '127.0.0.1', port, proto: 'udp' },
    { signal, deadline: performance.now() + 60_000 },
  );
  datagrams.send(Buffer.from('hello'));
  setImmediate(() => block(400));
  try {
    assert.equal(Buffer.from((await datagrams.receive(200)) ?? []).toString(), 'late');
  } finally {
    datagrams.close();
    server.close();
  }
});
