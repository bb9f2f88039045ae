import assert from 'node:assert/strict';
import { test } from 'node:test';
import { told } from './fact.test-data.ts';
import { MAC_RANGES } from './tables/mac-ranges.data.ts';

const HOST = { type: 'host', ip: '198.18.0.9', state: 'up', reason: 'arp-reply', probe: 'arp' } as const;

test('the maker of an interface, and that nobody registered it', () => {
  assert.deepEqual(told({ ...HOST, mac: 'b8:27:eb:00:00:01', vendor: 'Raspberry Pi Foundation' }), [
    'mac mac b8:27:eb:00:00:01 1',
    'mac vendor Raspberry Pi Foundation 0.5',
  ]);
  assert.deepEqual(told({ ...HOST, mac: '02:00:00:00:00:01', localMac: true }), ['mac mac 02:00:00:00:00:01 1']);
});

test('machines and containers by their ranges', () => {
  const kindOf = (mac: string): string =>
    told({ ...HOST, mac })
      .filter((each) => / kind /.test(each))
      .join();
  assert.equal(kindOf('52:54:00:12:34:56'), 'mac kind virtual-machine 0.85');
  assert.equal(kindOf('00:0c:29:12:34:56'), 'mac kind virtual-machine 0.85');
  assert.equal(kindOf('bc:24:11:12:34:56'), 'mac kind virtual-machine 0.8');
  assert.equal(kindOf('02:42:aa:12:34:56'), 'mac kind container 0.6');
  assert.equal(kindOf('02:42:c6:12:00:09'), 'mac kind container 0.9');
  assert.equal(kindOf('00:11:22:33:44:55'), '');
});

test('each range is a beginning of whole bytes', () => {
  for (const { begin } of MAC_RANGES) assert.match(begin, /^[0-9a-f]{2}(:[0-9a-f]{2}){1,2}$/);
});
