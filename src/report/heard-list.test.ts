import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClueFact, HostFact, Line } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { END } from './findings.test-data.ts';
import { heardLine, heardTable } from './heard-list.ts';

const AT = { stage: 'listen', time: '2026-11-27T12:00:00.000Z' } as const;
const host = (ip: string): HostFact => ({
  type: 'host',
  ip,
  state: 'up',
  reason: 'heard',
  mac: '02:00:5e:00:53:05',
  ...AT,
});
const clue = (ip: string, about: ClueFact['about'], value: string): ClueFact => ({
  ...{ type: 'clue', ip, about, value, source: 'lldp', confidence: 0.9, ...AT },
});

test('hosts by address, with what they are to their network; what others say makes no host', () => {
  const picture = createPicture();
  const lines: Line[] = [
    host('198.18.0.10'),
    host('198.18.0.9'),
    clue('198.18.0.9', 'role', 'gateway'),
    clue('198.18.0.9', 'address', '2001:db8::9'),
    clue('198.18.0.11', 'role', 'DNS server'),
    { ...END, elapsedMs: 4000, kernelDrops: 3, time: AT.time },
  ];
  for (const line of lines) fold(picture, line);
  assert.equal(
    heardTable(picture),
    '198.18.0.9   02:00:5e:00:53:05  gateway, 2001:db8::9\n' +
      '198.18.0.10  02:00:5e:00:53:05\n\n' +
      '2 hosts heard in 4.00 s, 3 frames not read; nothing was sent\n',
  );
});

test('a line as it is heard: what strangers wrote is escaped', () => {
  assert.equal(heardLine(host('198.18.0.9')), 'heard 198.18.0.9  02:00:5e:00:53:05');
  assert.equal(
    heardLine({ ...clue('198.18.0.9', 'name', 'a\u001b[2Jb'), text: 'port 7' }),
    'says  198.18.0.9  name a\\u{1b}[2Jb (port 7), by lldp',
  );
});
