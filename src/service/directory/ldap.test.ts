import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { ldap } from './ldap.ts';

/** slapd's, as it stands on the wire (shortened by attributes). */
const OPENLDAP = hex(`3067 020101 6462 0400 305e
  3025 040b6f626a656374436c617373 3116 0403746f70 040f4f70656e4c444150726f6f74445345
  3025 040e6e616d696e67436f6e7465787473 3113 041164633d6578616d706c652c64633d6f7267
  300e 04026361 3108 0406313233343536 300c0201016507 0a0100 0400 0400`);
const DONE = '300c 0201026507 0a0100 0400 0400';

test('the root DSE tells the program and what it serves', () => {
  const verdict = ldap.read(reply(OPENLDAP, null, 'ldap'));
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.product, 'OpenLDAP');
  assert.equal(verdict?.info, 'dc=example,dc=org');
  assert.equal(verdict?.more, undefined);
  assert.equal(ldap.read(reply(OPENLDAP.subarray(0, 0x69)))?.more, true);
});

test('Active Directory and others are told by what they alone have', () => {
  const attributes = (pairs: Record<string, string>): Uint8Array => {
    const list = Object.entries(pairs).map(([type, value]) => {
      const set = concat(Uint8Array.of(0x31, value.length + 2, 4, value.length), ascii(value));
      const body = concat(Uint8Array.of(4, type.length), ascii(type), set);
      return concat(Uint8Array.of(0x30, body.length), body);
    });
    const body = concat(...list);
    const entry = concat(hex('0400'), Uint8Array.of(0x30, body.length), body);
    return concat(Uint8Array.of(0x30, entry.length + 5, 2, 1, 1, 0x64, entry.length), entry, hex(DONE));
  };
  const domain = ldap.read(reply(attributes({ defaultNamingContext: 'DC=lab', domainControllerFunctionality: '7' })));
  assert.deepEqual([domain?.product, domain?.os], ['Microsoft Active Directory', 'Windows Server 2016 or later']);
  const other = ldap.read(reply(attributes({ vendorName: '389 Project', vendorVersion: '389-Directory/2.3.1 B2023' })));
  assert.deepEqual([other?.product, other?.version], ['389 Directory Server', '2.3.1']);
});

test('a refusal is LDAP, other BER is not', () => {
  const refused = ldap.read(reply(hex('3011 020101 650c 0a0132 0400 0405 6e6f206e6f')));
  assert.deepEqual(refused, { confidence: 0.9, info: 'no no' });
  assert.equal(ldap.read(reply(hex('3005 020101 0500'))), null);
  assert.equal(ldap.read(reply(hex('3084 ffffffff 020101'))), null);
});

/** A search's answers: an entry each, without attributes, and the end with its result. */
function found(names: readonly string[], result: number): Uint8Array {
  const entries = names.map((name) => {
    const body = concat(Uint8Array.of(4, name.length), ascii(name), hex('3000'));
    return concat(Uint8Array.of(0x30, body.length + 5, 2, 1, 2, 0x64, body.length), body);
  });
  return concat(...entries, hex('300c 0201026507 0a01'), Uint8Array.of(result), hex('0400 0400'));
}

const codesAfter = async (...answers: readonly Uint8Array[]): Promise<string[]> => {
  const { notes = [] } = await ldap.learn!(fakeTalk(answers), ldap.read(reply(OPENLDAP))!);
  return notes.map(({ code }) => code);
};

test('what anybody may read is noted, by an entry that shows it', async () => {
  const sizeExceeded = 4;
  const talk = fakeTalk([found(['dc=example,dc=org', 'ou=people,dc=example,dc=org'], sizeExceeded)]);
  const verdict = await ldap.learn!(talk, ldap.read(reply(OPENLDAP))!);
  assert.match(
    talk.said(),
    /dc=example,dc=org\x0a\x01\x02\x0a\x01\x00\x02\x01\x02/,
    'the whole subtree, two entries at most',
  );
  assert.deepEqual(verdict.notes?.map(({ code, text }) => [code, text]).at(-1), [
    'N_LDAP_ANONYMOUS',
    'shows ou=people,dc=example,dc=org to whoever asks, without a bind',
  ]);
});

test('who shows no more than the name of its directory, or refuses, lets nobody read it', async () => {
  const [noSuchObject, operationsError] = [32, 1];
  assert.deepEqual(await codesAfter(found(['DC=Example,dc=org'], 0)), ['N_LDAP_PLAIN_TEXT']);
  for (const result of [0, noSuchObject, operationsError]) {
    assert.deepEqual(await codesAfter(found([], result)), ['N_LDAP_PLAIN_TEXT']);
  }
});
