// One suite for every implementation: what `ConnectSockets` promises, on the loopback interface.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type ConnectSockets, createConnectAnswers, LOOPED, PLAIN } from './connect-sockets.ts';
import { openNodeSockets } from './connect-sockets-node.ts';
import { openConnectSockets } from './open-connect-sockets.ts';

const LOOPBACK = 0x7f000001;
const { ECONNREFUSED } = constants.errno;

interface Answered {
  readonly slot: number;
  readonly error: number;
  readonly kind: number;
}

/** Collects until `count` answers are in; fails after five seconds. */
async function answersOf(sockets: ConnectSockets, count: number): Promise<Answered[]> {
  const answers = createConnectAnswers();
  const all: Answered[] = [];
  for (const end = performance.now() + 5000; all.length < count && performance.now() < end; ) {
    const some = sockets.collect(answers);
    for (let k = 0; k < some; k++) {
      assert.equal(answers.icmp[k], -1);
      all.push({ slot: answers.slot[k], error: answers.error[k], kind: answers.kind[k] });
    }
    if (all.length < count) await sockets.wait(20);
  }
  assert.equal(all.length, count);
  return all;
}

interface Listener extends Disposable {
  readonly port: number;
  /** Connections accepted so far. */
  accepted(): number;
  /** Resolves once none is left; fails after five seconds. */
  empty(): Promise<void>;
}

async function listen(): Promise<Listener> {
  let accepted = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    async empty() {
      for (const end = performance.now() + 5000; sockets.size > 0 && performance.now() < end; ) await setTimeout(10);
      assert.equal(sockets.size, 0);
    },
    [Symbol.dispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A port on which nobody listens: one that was listened on a moment ago. */
async function closedPort(): Promise<number> {
  using listener = await listen();
  return listener.port;
}

const implementations: [name: string, open: (capacity: number) => Promise<ConnectSockets>][] = [
  ['node', async (capacity) => openNodeSockets({ capacity, interfaceName: null })],
];
if (process.platform === 'linux') {
  implementations.push(['linux', (capacity) => openConnectSockets({ capacity, interfaceName: null })]);
}

for (const [name, open] of implementations) {
  describe(`connect sockets: ${name}`, { timeout: 60_000 }, () => {
    test('says who is connected and who is refused, slot by slot, again and again', async () => {
      using listener = await listen();
      const closed = await closedPort();
      const sockets = await open(8);
      try {
        assert.equal(sockets.capacity, 8);
        for (let turn = 0; turn < 5; turn++) {
          // Each slot meets both ends of the story, one after the other.
          for (let slot = 0; slot < 8; slot++) {
            assert.equal(sockets.start(slot, LOOPBACK, (slot + turn) % 2 === 0 ? listener.port : closed), 0);
          }
          const answers = await answersOf(sockets, 8);
          for (const { slot, error, kind } of answers) {
            assert.equal(error, (slot + turn) % 2 === 0 ? 0 : ECONNREFUSED, `turn ${turn}, slot ${slot}`);
            if (error !== 0) assert.equal(kind, PLAIN);
            else assert.notEqual(kind, LOOPED);
          }
          assert.deepEqual(answers.map(({ slot }) => slot).sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
        }
      } finally {
        sockets.close();
      }
    });

    test('resets what was accepted: the listener is left with no connection', async () => {
      using listener = await listen();
      const sockets = await open(4);
      try {
        for (let slot = 0; slot < 4; slot++) sockets.start(slot, LOOPBACK, listener.port);
        await answersOf(sockets, 4);
        for (let turn = 0; turn < 500 && listener.accepted() < 4; turn++) await sockets.wait(10);
        assert.equal(listener.accepted(), 4);
        await listener.empty();
      } finally {
        sockets.close();
      }
    });

    test('nothing more is heard of an abandoned slot, and it can be used again', async () => {
      using listener = await listen();
      const closed = await closedPort();
      const sockets = await open(2);
      try {
        for (let turn = 0; turn < 20; turn++) {
          sockets.start(0, LOOPBACK, listener.port);
          sockets.abandon(0);
          sockets.start(0, LOOPBACK, closed);
          assert.deepEqual(await answersOf(sockets, 1), [{ slot: 0, error: ECONNREFUSED, kind: PLAIN }]);
        }
        await sockets.wait(20);
        assert.equal(sockets.collect(createConnectAnswers()), 0);
      } finally {
        sockets.close();
      }
    });

    test('close ends what is under way', async () => {
      using listener = await listen();
      const sockets = await open(16);
      for (let slot = 0; slot < 16; slot++) sockets.start(slot, LOOPBACK, listener.port);
      sockets.close();
      await setTimeout(50);
      await listener.empty();
    });
  });
}

/** The kernel draws the port of our end; asked often enough for the ports it draws from, it draws the one it asks. */
test('a socket that met itself is known', { skip: process.platform !== 'linux' && 'needs Linux' }, async () => {
  const sockets = await openConnectSockets({ capacity: 32, interfaceName: null });
  const answers = createConnectAnswers();
  const TRIES = 500_000;
  let looped = 0;
  let tried = 0;
  let port = 33_000;
  try {
    while (looped === 0 && tried < TRIES) {
      for (let slot = 0; slot < sockets.capacity; slot++, tried++) {
        port = port >= 60_000 ? 33_000 : port + 1;
        sockets.start(slot, LOOPBACK, port);
      }
      for (let open = sockets.capacity; open > 0; ) {
        const some = sockets.collect(answers);
        if (some === 0) await sockets.wait(20);
        for (let k = 0; k < some; k++) if (answers.error[k] === 0 && answers.kind[k] === LOOPED) looped++;
        open -= some;
      }
    }
    assert.ok(looped > 0, `none of ${tried} sockets met itself`);
  } finally {
    sockets.close();
  }
});

test('an interface that cannot be used is refused by name', async () => {
  await assert.rejects(openConnectSockets({ capacity: 1, interfaceName: 'none-such-0' }), {
    code: /^E_INTERFACE_/,
    message: /none-such-0/,
  });
  assert.throws(() => openNodeSockets({ capacity: 1, interfaceName: 'eth7' }), { code: 'E_INTERFACE_UNSUPPORTED' });
});
