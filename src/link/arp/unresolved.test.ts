import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUnresolved } from './unresolved.ts';

const TEXT = `IP address       HW type     Flags       HW address            Mask     Device
198.18.0.2       0x1         0x2         02:00:5e:00:53:01     *        eth0
198.18.0.7       0x1         0x0         00:00:00:00:00:00     *        eth0
198.18.0.9       0x1         0x6         02:00:5e:00:53:02     *        eth0
198.18.0.255     0x1         0x4         00:00:00:00:00:00     *        eth0
`;

test('those whose hardware address is not known', () => {
  assert.deepEqual(parseUnresolved(TEXT), [0xc6120007, 0xc61200ff]);
});

test('any text gives addresses or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'198.0x\n \t:') })), (text) => {
      for (const address of parseUnresolved(text)) assert.ok(address >= 0 && address <= 0xffffffff);
    }),
  );
});
