import assert from 'node:assert/strict';
import test from 'node:test';
import { available, findProgram, missingLine } from './available.ts';

test('available: programs are found by name, and only those that are there', () => {
  assert.match(findProgram('sh') ?? '', /\/sh$/);
  assert.equal(findProgram('no-such-program-of-the-lab'), null);
});

test('available: without root it says so in one line', async (t) => {
  t.mock.method(process as { getuid(): number }, 'getuid', () => 1000);
  const { root, namespaces, missing } = await available();
  assert.equal(root, false);
  assert.equal(namespaces, false);
  assert.match(missing ?? '', /sudo/);
  assert.doesNotMatch(missing ?? '', /\n/);
});

test('available: what is missing is named by its Debian package, once', () => {
  const programs = {
    ip: null,
    ss: null,
    tc: '/sbin/tc',
    nft: null,
    sysctl: '/sbin/sysctl',
    ethtool: '/x',
    tcpdump: '/x',
    bpftool: '/x',
  };
  assert.equal(missingLine(programs, true, true), 'missing programs: apt-get install iproute2 nftables');
  const all = { ...programs, ip: '/x', ss: '/x', nft: '/x', nmap: null, masscan: null, zmap: null };
  assert.equal(missingLine(all, true, true), null);
  assert.match(missingLine(all, true, false) ?? '', /no network namespaces/);
});
