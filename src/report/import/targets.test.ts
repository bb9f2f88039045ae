import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetsOf } from './targets.ts';

const TARGETS: readonly (readonly [line: string, targets: string])[] = [
  ['nmap -sS -p 1-50 -oX n.xml 198.18.0.10-11', '198.18.0.10/31'],
  ['nmap 198.18.0.0/30 198.18.0.*', '198.18.0.0/24'],
  ['nmap 198.18.0-1.7', '198.18.0.7 198.18.1.7'],
  ['nmap -S 198.18.0.5 --dns-servers 192.0.2.53 198.18.0.7', '198.18.0.7'],
  ['nmap --exclude 198.18.0.1,198.18.0.3 198.18.0.0/30', '198.18.0.0 198.18.0.2'],
  ['nmap 198.18.0.3-5', '198.18.0.3-198.18.0.5'],
  ['nmap --excludefile never.txt 198.18.0.0/30', ''],
  ['nmap -iL list.txt host.example', ''],
  ['nmap 198.18.0.300 198.18.0.1/33', ''],
];

test('targets of a command line are addresses, and ranges with both ends', () => {
  for (const [line, targets] of TARGETS) assert.equal(targetsOf(line.split(' ')).join(' '), targets, line);
});
