import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostEnd, HostFact, PortFact } from '../../finding/finding.ts';
import type { Range } from '../../target/ranges.ts';
import { createOpenTcp, type OpenHost, PORTS_MOST } from './open-tcp.ts';

const time = '2026-11-27T19:00:00.000Z';

const port = (number: number, change: Partial<PortFact> = {}): PortFact => ({
  type: 'port',
  ip: '198.18.0.1',
  proto: 'tcp',
  port: number,
  state: 'open',
  reason: 'syn-ack',
  stage: 'syn',
  time,
  ...change,
});

const end = (closed: number, stage = 'syn'): HostEnd => ({
  type: 'host-end',
  ip: '198.18.0.1',
  open: 1,
  closed,
  filtered: 0,
  stage,
  time,
});

const none = (closed: number): HostEnd => ({ ...end(closed), open: 0 });
const UP: HostFact = { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'arp-reply', stage: 'syn', time };

function found(ports: readonly Range[], lines: readonly (HostFact | PortFact | HostEnd)[]): readonly OpenHost[] {
  const open = createOpenTcp({ ports, excluded: [] });
  for (const line of lines) open.take(line);
  open.end();
  return open.ended(100);
}

test('open ports that a SYN-ACK showed, a few of each host, each once', () => {
  const many = Array.from({ length: 20 }, (_, k) => port(k + 1, { rttMs: k }));
  const [host] = found([[1, 65_535]], [many[0], ...many]);
  assert.equal(host.address, 0xc6120001);
  assert.deepEqual(host.open, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(host.open.length, PORTS_MOST);
  assert.equal(host.rttMs, 19);
  assert.equal(host.closed, null);
});

test('what full connections found, and other protocols, are left out', () => {
  assert.deepEqual(found([[1, 10]], [port(1, { reason: 'connected' })]), []);
  assert.deepEqual(found([[1, 10]], [port(1, { state: 'closed', reason: 'connection-refused' }), none(9)]), []);
  assert.deepEqual(found([[1, 10]], [port(1, { proto: 'udp', reason: 'udp-response' })]), []);
});

test('a host without an open port is one where our packets are answered: by a closed port, or by none', () => {
  const ports = (...lines: (HostFact | PortFact | HostEnd)[]) =>
    found([[1, 10]], lines).map(({ open, closed }) => [...open, closed]);
  assert.deepEqual(ports(port(3, { state: 'closed', reason: 'rst' }), none(9)), [[3]]);
  assert.deepEqual(ports(UP, none(9)), [[10]]);
  assert.deepEqual(ports(UP, none(0)), [[null]], 'all is filtered');
  assert.deepEqual(ports({ ...UP, reason: 'heard' }, none(0)), []);
});

test('of hosts without an open port only so many are asked', () => {
  const many = Array.from({ length: 5000 }, (_, k) => ({ ...none(9), ip: `198.18.${k >> 8}.${k & 255}` }));
  const open = createOpenTcp({ ports: [[1, 10]], excluded: [] });
  for (const line of [UP, ...many, port(1)]) open.take(line);
  open.end();
  const asked = open.ended(10_000);
  assert.equal(asked.filter(({ open }) => open.length === 0).length, 4096);
  assert.equal(asked.filter(({ open }) => open.length > 0).length, 1);
});

test('a closed port: one that was told, or the last of those asked of which nothing else was', () => {
  const closed = (ports: readonly Range[], ...lines: (PortFact | HostEnd)[]) => found(ports, lines)[0].closed;
  assert.equal(closed([[1, 10]], port(1), port(3, { state: 'closed', reason: 'rst' }), end(9)), 3);
  assert.equal(closed([[1, 10]], port(1), end(9)), 10);
  assert.equal(
    closed(
      [
        [1, 3],
        [7, 8],
      ],
      port(8),
      port(7, { state: 'filtered', reason: 'no-response' }),
      end(3),
    ),
    3,
  );
  assert.equal(closed([[1, 10]], port(1), end(0)), null, 'it has none');
  assert.equal(closed([[1, 10]], port(1), end(9, 'udp')), null, 'those are of UDP');
  assert.equal(closed([[22, 22]], port(22), end(1)), null, 'no port is asked that was not to be');
  assert.equal(closed([[0, 1]], port(1), end(1)), null, 'nor port 0');
});

test('a host is given once, when the scan has done with it; the others at its end', () => {
  const open = createOpenTcp({ ports: [[1, 10]], excluded: [] });
  const others = ['198.18.0.2', '198.18.0.3'];
  for (const line of [port(1), ...others.map((ip) => port(2, { ip }))]) open.take(line);
  assert.deepEqual(open.ended(9), []);
  open.take(end(9));
  open.take(end(9));
  const ips = (most: number) => open.ended(most).map(({ ip }) => ip);
  assert.deepEqual(ips(9), ['198.18.0.1']);
  assert.deepEqual(ips(9), []);
  open.end();
  assert.deepEqual([ips(1), ips(1), ips(1)], [['198.18.0.2'], ['198.18.0.3'], []]);
});

test('nobody who is excluded', () => {
  const open = createOpenTcp({ ports: [[1, 10]], excluded: [[0xc6120001, 0xc6120001]] });
  for (const line of [port(1), end(9), port(1, { ip: '198.18.0.2' })]) open.take(line);
  open.end();
  assert.deepEqual(
    open.ended(9).map(({ ip }) => ip),
    ['198.18.0.2'],
  );
});
