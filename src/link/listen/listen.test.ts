import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkInterface } from '../../native/netlink/values.ts';
import { chooseInterfaces, type Ear, listen } from './listen.ts';
import type { ListenEvent } from './types.ts';

const interfaceOf = (index: number, change: Partial<NetworkInterface> = {}): NetworkInterface => ({
  ...{ index, name: `eth${index}`, kind: null, hardwareType: 1, mac: null, mtu: 1500, up: true, running: true },
  ...{ carrier: true, loopback: false, noArp: false, pointToPoint: false, master: null, lower: null },
  lowerElsewhere: false,
  vlan: null,
  ...change,
});

const refusal = (code: string): Error => Object.assign(new Error(code), { code });

interface World {
  interfaces: NetworkInterface[];
  /** Frames that wait, by interface. */
  readonly waiting: Map<number, Uint8Array[]>;
  readonly vlan?: number;
  readonly closed: number[];
  unread: number;
}

/** Listens until there are `enough` events, in a world that `step` changes after each. */
async function hear(
  world: World,
  enough: (events: readonly ListenEvent[]) => boolean,
  step: (events: readonly ListenEvent[]) => void = () => {},
  refuses: (index: number) => Error | null = () => null,
): Promise<ListenEvent[]> {
  const events: ListenEvent[] = [];
  const over = new AbortController();
  const open = (index: number): Ear => {
    const refused = refuses(index);
    if (refused !== null) throw refused;
    return {
      drain(take) {
        for (const frame of world.waiting.get(index)?.splice(0) ?? [])
          take(frame, 0, frame.length, 1000, world.vlan ?? 0);
      },
      drops: () => 0,
      close: () => world.closed.push(index),
    };
  };
  const emit = (event: ListenEvent): void => {
    events.push(event);
    step(events);
    if (enough(events)) over.abort();
  };
  const routing = { interfaces: () => world.interfaces };
  const parts = { emit, routing, waiting: () => world.unread, open };
  await listen({ interfaceName: null, everything: false, asksIpv6: false }, parts, over.signal);
  return events;
}

const worldOf = (...interfaces: NetworkInterface[]): World => ({
  interfaces,
  waiting: new Map(),
  closed: [],
  unread: 0,
});

test('those that are up and have Ethernet are listened on; parts of others for what stays on the cable', () => {
  const all = [
    interfaceOf(1, { loopback: true, hardwareType: 772 }),
    interfaceOf(2, { master: 4 }),
    interfaceOf(3, { up: false }),
    interfaceOf(4, { kind: 'bridge' }),
    interfaceOf(5, { hardwareType: 65_534 }),
  ];
  const indices = (name: string | null) => chooseInterfaces(all, name).map(({ index }) => index);
  assert.deepEqual(indices(null), [4, 2]);
  assert.deepEqual(indices('eth2'), [2]);
});

test('frames are handed on as they are', async () => {
  const world = worldOf(interfaceOf(2));
  world.waiting.set(2, [Uint8Array.of(1, 2, 3)]);
  const events = await hear(world, (heard) => heard.length === 2);
  assert.deepEqual(events, [
    { type: 'listening', interface: 'eth2', index: 2, state: 'all' },
    { type: 'frame', index: 2, timeMs: 1000, bytes: 'AQID' },
  ]);
  assert.deepEqual(world.closed, [2]);
});

test('a frame that bore a tag is handed on with its VLAN', async () => {
  const world = { ...worldOf(interfaceOf(2)), vlan: 42 };
  world.waiting.set(2, [Uint8Array.of(7)]);
  const events = await hear(world, (heard) => heard.length === 2);
  assert.deepEqual(events.at(-1), { type: 'frame', index: 2, timeMs: 1000, bytes: 'Bw==', vlan: 42 });
});

test('of a flood two thousand a second are handed on, and the rest is counted', async () => {
  const world = worldOf(interfaceOf(2));
  const flood = Array.from({ length: 5000 }, () => Uint8Array.of(7));
  world.waiting.set(2, flood);
  const events = await hear(world, (heard) => heard.some(({ type }) => type === 'lost'));
  const lost = events.find((each) => each.type === 'lost');
  assert.equal(events.filter(({ type }) => type === 'frame').length, 2000);
  assert.equal(lost?.frames, 3000);
});

test('where nobody reads, nothing is handed on', async () => {
  const world = worldOf(interfaceOf(2));
  world.unread = 1e6;
  world.waiting.set(2, [Uint8Array.of(7)]);
  const events = await hear(world, (heard) => heard.some(({ type }) => type === 'lost'));
  assert.equal(events.filter(({ type }) => type === 'frame').length, 0);
});

test('an interface that comes is listened on, and one that goes is told of', async () => {
  const world = worldOf(interfaceOf(2));
  const states = (events: readonly ListenEvent[]): string[] =>
    events.flatMap((each) => (each.type === 'listening' ? [`${each.interface} ${each.state}`] : []));
  const events = await hear(
    world,
    (heard) => states(heard).length === 3,
    () => {
      world.interfaces = [interfaceOf(3)];
    },
  );
  assert.deepEqual(states(events), ['eth2 all', 'eth2 gone', 'eth3 all']);
});

test('one that cannot be opened is told of, once; what is refused altogether is an error', async () => {
  const world = worldOf(interfaceOf(2), interfaceOf(3));
  world.waiting.set(3, [Uint8Array.of(1)]);
  const refuses = (index: number): Error | null => (index === 2 ? refusal('ENODEV') : null);
  const events = await hear(world, (heard) => heard.length === 3, undefined, refuses);
  assert.deepEqual(
    events.map((each) => (each.type === 'listening' ? each.state : each.type)),
    ['failed', 'all', 'frame'],
  );
  const refused = hear(
    worldOf(interfaceOf(2)),
    () => true,
    undefined,
    () => refusal('EPERM'),
  );
  await assert.rejects(refused, { code: 'EPERM' });
});

test('an interface that there is not is an error', async () => {
  const parts = { emit: () => {}, routing: { interfaces: () => [interfaceOf(2)] }, waiting: () => 0 };
  const signal = AbortSignal.abort();
  await assert.rejects(listen({ interfaceName: 'wlan9', everything: false, asksIpv6: false }, parts, signal), {
    code: 'E_NO_INTERFACE',
  });
});

test('nothing is sent but where it is wished, and then twice', async () => {
  for (const asksIpv6 of [false, true]) {
    const asked: number[] = [];
    const over = new AbortController();
    setTimeout(() => over.abort(), 700);
    await listen(
      { interfaceName: 'eth2', everything: false, asksIpv6 },
      {
        ...{ emit: () => {}, waiting: () => 0, routing: { interfaces: () => [interfaceOf(2), interfaceOf(3)] } },
        ...{ open: () => ({ drain() {}, drops: () => 0, close() {} }), ask: ({ index }) => asked.push(index) },
      },
      over.signal,
    );
    assert.deepEqual(asked, asksIpv6 ? [2, 2] : []);
  }
});
