import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPortsNamed, loadRegistered } from './port-names.ts';
import { hasPortNames, parsePorts } from './ports.ts';

const names = await loadPortsNamed();
const tcp = (text: string) => parsePorts(text, 'tcp', names).tcp;

test('names of services are ports, by protocol', async () => {
  assert.deepEqual(tcp('http,ssh'), [
    [22, 22],
    [80, 80],
  ]);
  assert.deepEqual(tcp('HTTPS,8000-8002'), [
    [443, 443],
    [8000, 8002],
  ]);
  assert.deepEqual(parsePorts('U:domain,snmp,T:ssh', 'both', names), {
    tcp: [[22, 22]],
    udp: [
      [53, 53],
      [161, 161],
    ],
  });
  assert.deepEqual(parsePorts('http', 'both', names).udp, [[80, 80]]);
  assert.deepEqual([tcp('dns'), tcp('rdp'), tcp('smb')], [[[53, 53]], [[3389, 3389]], [[445, 445]]]);
  const registered = await loadRegistered();
  assert.equal(registered('tcp', 80), 'http');
});

test('wildcards as in file names', () => {
  const found = tcp('http*').map(([first]) => first);
  for (const port of [80, 443, 8080]) assert.ok(found.includes(port), String(port));
  assert.ok(!found.includes(22));
  assert.deepEqual(tcp('s?h'), [[22, 22]]);
  assert.throws(() => tcp('*zzz*zz*'), { code: 'E_PORTS', message: /"\*zzz\*zz\*": no TCP port is registered/ });
});

test('a name that nobody has, and what is none', () => {
  assert.throws(() => tcp('22,htpp'), {
    code: 'E_PORTS',
    message: /"htpp": no TCP port is registered under that name/,
  });
  assert.throws(() => tcp('http://x'), { code: 'E_PORTS' });
  assert.throws(() => tcp('constructor'), { code: 'E_PORTS' });
  for (const text of ['22', 'T:22,U:53', 'u:-', '22;T:1']) assert.equal(hasPortNames(text), false, text);
  for (const text of ['http', 'T:http', '22,U:dns']) assert.equal(hasPortNames(text), true, text);
});

test('lists with ; between: each begins without a prefix', () => {
  assert.deepEqual(parsePorts('U:53;22', 'both'), {
    tcp: [[22, 22]],
    udp: [
      [22, 22],
      [53, 53],
    ],
  });
});
