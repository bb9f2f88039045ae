// One suite for every implementation: what `ConnectSockets` promises, on the loopback interface.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import { type ConnectSockets, createConnectAnswers, LOOPED, openConnectSockets, PLAIN } from './connect-sockets.ts';
import { openNodeSockets } from './connect-sockets-node.ts';

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

async function listen(): Promise<{ server: Server; port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => {}).resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** A port on which nobody listens: one that was listened on a moment ago. */
async function closedPort(): Promise<number> {
  const { server, port } = await listen();
  server.close();
  await once(server, 'close');
  return port;
}

const implementations: [name: string, open: (capacity: number) => Promise<ConnectSockets>][] = [
  ['node', async (capacity) => openNodeSockets({ capacity, interfaceName: null })],
];
if (process.platform === 'linux') {
  implementations.push(['linux', (capacity) => openConnectSockets({ capacity, interfaceName: null })]);
}

for (const [name, open] of implementations) {
  describe(`connect sockets: ${name}`, () => {
    test('says who is connected and who is refused, slot by slot, again and again', async () => {
      const { server, port } = await listen();
      const closed = await closedPort();
      const sockets = await open(8);
      try {
        assert.equal(sockets.capacity, 8);
        for (let turn = 0; turn < 5; turn++) {
          // Each slot meets both ends of the story, one after the other.
          for (let slot = 0; slot < 8; slot++) {
            assert.equal(sockets.start(slot, LOOPBACK, (slot + turn) % 2 === 0 ? port : closed), 0);
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
        server.close();
      }
    });

    test('resets what was accepted: the listener is left with no connection', async () => {
      const { server, port, connections } = await listen();
      const sockets = await open(4);
      try {
        for (let slot = 0; slot < 4; slot++) sockets.start(slot, LOOPBACK, port);
        await answersOf(sockets, 4);
        const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
        for (let turn = 0; turn < 250 && (connections() < 4 || (await open()) > 0); turn++) await sockets.wait(20);
        assert.equal(connections(), 4);
        assert.equal(await open(), 0);
      } finally {
        sockets.close();
        server.close();
      }
    });

    test('nothing more is heard of an abandoned slot, and it can be used again', async () => {
      const { server, port } = await listen();
      const closed = await closedPort();
      const sockets = await open(2);
      try {
        for (let turn = 0; turn < 20; turn++) {
          sockets.start(0, LOOPBACK, port);
          sockets.abandon(0);
          sockets.start(0, LOOPBACK, closed);
          assert.deepEqual(await answersOf(sockets, 1), [{ slot: 0, error: ECONNREFUSED, kind: PLAIN }]);
        }
        await sockets.wait(20);
        assert.equal(sockets.collect(createConnectAnswers()), 0);
      } finally {
        sockets.close();
        server.close();
      }
    });

    test('close ends what is under way', async () => {
      const { server, port } = await listen();
      const sockets = await open(16);
      for (let slot = 0; slot < 16; slot++) sockets.start(slot, LOOPBACK, port);
      sockets.close();
      const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
      for (let turn = 0; turn < 250; turn++) await new Promise((resolve) => setTimeout(resolve, turn < 3 ? 20 : 0));
      assert.equal(await open(), 0);
      server.close();
    });

    test('a socket that met itself is known', { timeout: 60_000 }, async (context) => {
      // The kernel draws our end's port; asked often enough for the ports it draws from, it draws the one it asks.
      const closed = await closedPort();
      const sockets = await open(1);
      const answers = createConnectAnswers();
      try {
        const end = performance.now() + 4000;
        for (let port = closed; performance.now() < end; port = port >= 60_000 ? 33_000 : port + 1) {
          sockets.start(0, LOOPBACK, port);
          let some = sockets.collect(answers);
          while (some === 0) {
            await sockets.wait(20);
            some = sockets.collect(answers);
          }
          if (answers.error[0] === 0 && answers.kind[0] === LOOPED) return;
        }
        context.skip('no socket met itself within four seconds: the system never draws the port that is asked');
      } finally {
        sockets.close();
      }
    });
  });
}

test('an interface that cannot be used is refused by name', async () => {
  await assert.rejects(openConnectSockets({ capacity: 1, interfaceName: 'none-such-0' }), {
    code: /^E_INTERFACE_/,
    message: /none-such-0/,
  });
  assert.throws(() => openNodeSockets({ capacity: 1, interfaceName: 'eth7' }), { code: 'E_INTERFACE_UNSUPPORTED' });
});
