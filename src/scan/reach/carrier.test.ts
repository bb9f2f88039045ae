import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import type { InterfaceState } from '../../link/interfaces/interface-state.ts';
import type { HopGroup } from '../../link/routes/hop-segments.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { withCarrier } from './carrier.ts';

function segment(first: number, last: number, interfaceIndex: number, over: Partial<HopGroup> = {}): HopGroup {
  const usual = { ethernet: true, gateway: null, source: 1, sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 1) };
  const interfaceName = `eth${interfaceIndex}`;
  const ranges = flatten([[first, last]]);
  return { ranges, kind: 'on-link', interfaceIndex, interfaceName, ...usual, ...over } as HopGroup;
}

const UNREACHABLE: HopGroup = { ranges: flatten([[900, 900]]), kind: 'unreachable', reason: 'no-route' };

function leave(planned: readonly HopGroup[], states: Readonly<Record<number, InterfaceState>>) {
  const told: Finding[] = [];
  const left = withCarrier(
    planned,
    (finding) => told.push(finding),
    (index) => states[index],
  );
  return { left, told: told.map((each) => (each.type === 'notice' ? `${each.code} ${each.text}` : each.type)) };
}

test('targets behind an interface without carrier are left out, told once an interface', () => {
  const planned = [segment(1, 9, 2), segment(20, 29, 3), segment(40, 40, 3), UNREACHABLE];
  const { left, told } = leave(planned, { 2: 'up', 3: 'no-carrier' });
  assert.deepEqual(left, [planned[0], UNREACHABLE]);
  assert.equal(told.length, 1);
  assert.match(told[0], /^N_NO_CARRIER eth3 is not connected .* 11 targets behind it not asked$/);
});

test('where nobody is left to ask it is an error, with a code for what is so', () => {
  for (const [state, code] of [
    ['no-carrier', 'E_NO_CARRIER'],
    ['down', 'E_INTERFACE_DOWN'],
    ['gone', 'E_INTERFACE_GONE'],
  ] as const) {
    assert.throws(() => leave([segment(1, 1, 3), UNREACHABLE], { 3: state }), { code, message: /eth3/ });
  }
});

test("the machine's own addresses need no carrier, whatever interface they are on", () => {
  const local = segment(1, 1, 3, { kind: 'local' });
  assert.deepEqual(leave([local, segment(5, 5, 3)], { 3: 'no-carrier' }).left, [local]);
});
