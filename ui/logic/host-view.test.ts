import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../mock/lines.test-data.ts';
import { smallNetwork } from '../mock/network.test-data.ts';
import { daysLeft, hexLines, viewHost } from './host-view.ts';

const TIME = '2026-11-27T12:00:00.000Z';
const of = (ip: string) => viewHost(linesOf(smallNetwork().find((host) => host.ip === ip)!, TIME));

test('a host: who it is with what that rests on, its ports in order with their services, certificates and notes', () => {
  const web = of('192.0.2.10');
  assert.deepEqual(
    web.ports.map(({ key }) => key),
    ['22/tcp', '80/tcp', '443/tcp'],
  );
  const [ssh, , tls] = web.ports;
  assert.equal(ssh.service!.product, 'OpenSSH');
  assert.deepEqual(
    ssh.evidence.map(({ probe, reason }) => [probe, reason]),
    [['syn', 'syn-ack']],
  );
  assert.match(tls.certificate!.subject, /^CN=web/);
  const kind = web.fields.find(({ field }) => field === 'kind')!;
  assert.deepEqual([kind.value, kind.sure, kind.because], ['server', 0.85, ['service: its ports']]);
  assert.ok(web.fields.find(({ field }) => field === 'vendor')!.because.some((text) => text.startsWith('oui: 02:')));
  assert.equal(of('192.0.2.50').ports.flatMap(({ notes }) => notes)[0].code, 'N_NO_PASSWORD');
  assert.equal(of('203.0.113.20').path!.steps.length, 3);
});

test('nothing known is an empty view', () => {
  const nobody = viewHost([]);
  assert.deepEqual([nobody.fields, nobody.ports, nobody.host, nobody.path], [[], [], null, null]);
});

test('bytes as hex and text; what is no base64 is nothing; certificates run out', () => {
  assert.deepEqual(hexLines(btoa('SSH-2.0\r\n')), ['0000  53 53 48 2d 32 2e 30 0d 0a                       SSH-2.0..']);
  assert.deepEqual(hexLines('%'), []);
  assert.equal(hexLines(btoa('x'.repeat(9_000))).length, 32);
  assert.equal(daysLeft({ notAfter: '2026-11-30T12:00:00.000Z' }, Date.parse(TIME)), 3);
  assert.equal(daysLeft({ notAfter: 'soon' }, 0), null);
});
