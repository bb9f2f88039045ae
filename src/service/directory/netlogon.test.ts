import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { element } from './ber.ts';
import { ldap } from './ldap.ts';

/** [MS-ADTS] section 6.3.1.9: lab.example, its controller dc1, names with pointers from the operation on. */
const RESPONSE = hex(`1700 0000 7d310000 00112233445566778899aabbccddeeff 03 6c6162 07 6578616d706c65 00 c018
  03 646331 c018 03 4c4142 00 03 444331 00 00 04 53697465 00 c038 05000000 ffff ffff`);

const answerOf = (name: string, value: Uint8Array): Uint8Array => {
  const attribute = element(0x30, element(4, ascii(name)), element(0x31, element(4, value)));
  const entry = element(0x64, element(4), element(0x30, attribute));
  const id = hex('02 01 01');
  return concat(element(0x30, id, entry), element(0x30, id, hex('65 07 0a 01 00 04 00 04 00')));
};

test('a controller says who it is', () => {
  const verdict = ldap.read(datagramReply(answerOf('netlogon', RESPONSE)));
  assert.deepEqual(verdict, {
    confidence: 1,
    product: 'Active Directory domain controller',
    info: 'domain lab.example; site Site; PDC; global catalog; KDC; time server; writable',
    hostname: 'dc1.lab.example',
    details: {
      forest: 'lab.example',
      domain: 'lab.example',
      host: 'dc1.lab.example',
      netbiosDomain: 'LAB',
      netbiosName: 'DC1',
      site: 'Site',
      clientSite: 'Site',
      roles: ['PDC', 'global catalog', 'KDC', 'time server', 'writable'],
    },
  });
});

test('it is asked after its root DSE, and only a controller is', async () => {
  const rootDse = ldap.read(datagramReply(answerOf('domainControllerFunctionality', ascii('7'))))!;
  assert.equal(rootDse.product, 'Microsoft Active Directory');
  const udp = { ...fakeTalk([answerOf('netlogon', RESPONSE)]) };
  const talk = { ...udp, endpoint: { ...udp.endpoint, proto: 'udp' as const } };
  const verdict = await ldap.learn!(talk, rootDse);
  assert.deepEqual([verdict.product, verdict.hostname], ['Microsoft Active Directory', 'dc1.lab.example']);
  assert.equal(verdict.details?.site, 'Site');
  assert.match(udp.said(), /netlogon/);
  const other = ldap.read(datagramReply(answerOf('vendorName', ascii('389 Project'))))!;
  assert.equal(await ldap.learn!(talk, other), other);
});

test('pointers that go round are no names', () => {
  const loop = RESPONSE.slice();
  loop.set([0xc0, 24], 24);
  assert.deepEqual(ldap.read(datagramReply(answerOf('netlogon', loop)))?.details, {
    roles: ['PDC', 'global catalog', 'KDC', 'time server', 'writable'],
  });
});
