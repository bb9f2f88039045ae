import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { challengeIn, ntlmHost, windowsOf } from './ntlm.ts';

function challenge(version: string): Uint8Array {
  const name = Buffer.from('LAB', 'utf16le');
  const pairs = concat(hex('0100 0600'), name, hex('0300 0600'), Buffer.from('dns', 'utf16le'), hex('00000000'));
  return concat(
    ascii('NTLMSSP\0'),
    hex('02000000 0600 0600 38000000 15828ae2 0102030405060708 0000000000000000'),
    hex(`1800 1800 3e000000 ${version}`),
    name,
    pairs,
  );
}

test('a challenge tells names and the build', () => {
  const facts = challengeIn(concat(ascii('before'), challenge('0a006345 0000000f')))!;
  assert.deepEqual(facts.names, { netbiosName: 'LAB', dnsName: 'dns' });
  assert.equal(facts.version, '10.0.17763');
  assert.equal(windowsOf(facts), 'Windows 10 1809 or Server 2019');
  assert.equal(ntlmHost(facts), 'dns');
});

test('what is cut short gives what there is', () => {
  const whole = challenge('0a006345 0000000f');
  for (let cut = 0; cut < 48; cut++) assert.equal(challengeIn(whole.subarray(0, cut)), null);
  assert.deepEqual(challengeIn(whole.subarray(0, 60))?.names, {});
});
