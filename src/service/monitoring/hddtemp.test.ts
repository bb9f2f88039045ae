import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { hddtemp } from './hddtemp.ts';

test('disks with their temperatures', () => {
  const verdict = hddtemp.read(reply('|/dev/sda|WDC WD40|35|C||/dev/sdb|Samsung SSD|SLP|*|'));
  assert.deepEqual(verdict?.details, { disks: ['/dev/sda: WDC WD40', '/dev/sdb: Samsung SSD'] });
  assert.equal(hddtemp.read(reply('|/dev/sda|WDC')), null);
  assert.equal(hddtemp.read(reply('|a|b|')), null);
});
