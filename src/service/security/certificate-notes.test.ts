import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Certificate, TlsFacts } from '../talk/tls-facts.ts';
import { notesOfTls } from './certificate-notes.ts';
import { ALL_SUITES, WEAK_SUITES } from './cipher-suites.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');

function facts(certificate: Partial<Certificate> = {}, rest: Partial<TlsFacts> = {}): TlsFacts {
  return {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: null,
    certificate: {
      subject: 'CN=www.example.org',
      issuer: 'CN=Example CA',
      names: ['DNS:www.example.org', 'DNS:*.lab.example.org'],
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2027-01-01T00:00:00.000Z',
      selfSigned: false,
      fingerprint: '00',
      serial: '01',
      keyType: 'ec',
      keyBits: 256,
      signature: 'ecdsa-with-SHA256',
      chain: 2,
      ...certificate,
    },
    ...rest,
  };
}

const codes = (tls: TlsFacts, name?: string): string[] => notesOfTls(tls, name, NOW).map(({ code }) => code);

test('a good one has none, by its names as well', () => {
  assert.deepEqual(codes(facts()), []);
  for (const name of ['www.example.org', 'WWW.example.org.', 'a.lab.example.org', '198.18.0.1']) {
    assert.deepEqual(codes(facts(), name), [], name);
  }
  assert.deepEqual(notesOfTls({ ...facts(), certificate: null }, 'x', NOW), []);
});

test('times', () => {
  assert.deepEqual(codes(facts({ notAfter: '2026-05-31T00:00:00.000Z' })), ['N_CERT_EXPIRED']);
  assert.deepEqual(codes(facts({ notBefore: '2026-06-02T00:00:00.000Z' })), ['N_CERT_NOT_YET']);
  assert.equal(
    notesOfTls(facts({ notAfter: '2026-06-11T00:00:00.000Z' }), undefined, NOW)[0].text,
    'certificate expires in 10 days',
  );
  assert.deepEqual(codes(facts({ notAfter: '2026-07-02T00:00:00.000Z' })), []);
});

test('keys, signatures and names', () => {
  assert.deepEqual(codes(facts({ keyType: 'rsa', keyBits: 1024 })), ['N_CERT_WEAK_KEY']);
  assert.deepEqual(codes(facts({ keyType: 'ed25519', keyBits: 0 })), []);
  assert.deepEqual(codes(facts({ signature: 'sha1WithRSAEncryption' })), ['N_CERT_WEAK_SIGNATURE']);
  assert.deepEqual(codes(facts({ signature: 'sha1WithRSAEncryption', selfSigned: true })), ['N_CERT_SELF_SIGNED']);
  for (const name of ['example.org', 'a.b.lab.example.org', 'lab.example.org']) {
    assert.deepEqual(codes(facts(), name), ['N_CERT_NAME'], name);
  }
  assert.deepEqual(codes(facts({ names: [] }), 'www.example.org'), []);
});

test('versions and ciphers', () => {
  assert.equal(notesOfTls(facts({}, { oldest: 'TLSv1' }), undefined, NOW)[0].text, 'takes TLS 1.0');
  assert.deepEqual(codes(facts({}, { version: 'TLSv1.1' })), ['N_TLS_OLD']);
  for (const cipher of ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_NULL_SHA']) {
    assert.deepEqual(codes(facts({}, { cipher })), ['N_TLS_WEAK_CIPHER'], cipher);
  }
});

test('a weak suite that it would take, too, and none where what it takes is good', () => {
  const ciphers = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'];
  const [only] = notesOfTls(facts({}, { ciphers }), undefined, Date.parse('2026-06-01'));
  assert.deepEqual([only.code, only.text], ['N_TLS_WEAK_CIPHER', 'takes TLS_RSA_WITH_3DES_EDE_CBC_SHA']);
  assert.deepEqual(codes(facts({}, { ciphers: ciphers.slice(0, 1) })), []);
});

test('every suite of the table of weak ones is weak, and no other', () => {
  for (const [suite, name] of ALL_SUITES) {
    const expected = WEAK_SUITES.has(suite) ? ['N_TLS_WEAK_CIPHER'] : [];
    assert.deepEqual(codes(facts({}, { ciphers: [name] })), expected, name);
  }
});
