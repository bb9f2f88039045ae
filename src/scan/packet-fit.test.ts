import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormTable } from '../probe/form-table.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { PROBES } from '../probe/probes.ts';
import { refuseTooLong } from './packet-fit.ts';

function fit(probe: ProbeName, ports: readonly number[], mtus: readonly (number | null)[]): void {
  const portNumbers = Uint16Array.from(ports);
  const forms = createFormTable(PROBES[probe], portNumbers, { first: 60_000, count: 32 });
  const interfaces = mtus.map((_mtu, index) => {
    return { name: `net${index}`, index, kind: 'ethernet', linkHeader: 14 } as const;
  });
  refuseTooLong({ probe, portNumbers, forms, interfaces }, (index) => mtus[index]);
}

test('a packet that an interface does not take is refused: its port, both lengths, and what to do', () => {
  fit('udp', [1, 123], [1500, 76]);
  assert.throws(() => fit('udp', [1, 123], [1500, 75]), {
    code: 'E_MTU',
    message:
      'net1 takes packets of 75 bytes, and port 123 is asked with 76: leave the port out (-p), or: ip link set net1 mtu 76',
  });
  fit('udp', [1, 124], [1500, 75]); // asked by an empty datagram
});

test('the packet of a repeat has to fit too; an interface that is gone says so itself', () => {
  fit('syn', [22], [44]);
  assert.throws(() => fit('syn', [22], [43]), { code: 'E_MTU' });
  fit('syn', [22], [null]);
});
