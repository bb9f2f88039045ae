import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { createSecureContext, TLSSocket } from 'node:tls';
import { ascii, concat, hex, latin1 } from '../bytes.ts';
import { element } from '../directory/ber.ts';
import { factsOf } from '../facts.ts';
import { recognise } from '../recognise/recognise.ts';
import { REGISTRY } from '../registry.ts';
import { CERTIFICATE, KEY } from './certificate.test-data.ts';

/** What is said before TLS: greeting, answers by what they answer, what asks for TLS, what agrees. */
interface Script {
  readonly service: string;
  readonly greeting?: string;
  readonly answers: readonly (readonly [RegExp, string])[];
  readonly asks: RegExp;
  readonly agrees: string;
}

const bytes = (text: string): string => latin1(hex(text));
const octets = (text: string): Uint8Array => element(4, ascii(text));
const ldapMessage = (id: number, operation: Uint8Array): Uint8Array =>
  element(0x30, element(2, Uint8Array.of(id)), operation);
const ldapResult = (tag: number): Uint8Array => element(tag, element(0x0a, hex('00')), octets(''), octets(''));
const ROOT_DSE = element(
  0x64,
  octets(''),
  element(0x30, element(0x30, octets('supportedExtension'), element(0x31, octets('1.3.6.1.4.1.1466.20037')))),
);
/** Capabilities 0xf7ff: TLS among them. */
const MYSQL = concat(
  hex('4a000000 0a'),
  ascii('8.0.30\0'),
  hex('0b000000 6162636465666768 00 ffff ff 0200 ffdf 15'),
  new Uint8Array(10),
  ascii('abcdefghijkl\0caching_sha2_password\0'),
);
const MYSQL_REQUEST = 36;
const XMPP =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>" +
  "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";

const SCRIPTS: readonly Script[] = [
  {
    ...{ service: 'smtp', greeting: '220 mail.example.org ESMTP\r\n', asks: /^STARTTLS/, agrees: '220 go\r\n' },
    answers: [[/^EHLO/, '250-mail.example.org\r\n250 STARTTLS\r\n']],
  },
  {
    ...{ service: 'lmtp', greeting: '220 mail.example.org LMTP\r\n', asks: /^STARTTLS/, agrees: '220 go\r\n' },
    answers: [[/^LHLO/, '250-mail.example.org\r\n250 STARTTLS\r\n']],
  },
  {
    ...{ service: 'imap', greeting: '* OK IMAP4rev1 ready\r\n', asks: /^p3 STARTTLS/, agrees: 'p3 OK\r\n' },
    answers: [[/^p1 CAPABILITY/, '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\np1 OK done\r\n']],
  },
  {
    ...{ service: 'pop3', greeting: '+OK POP3 ready\r\n', asks: /^STLS/, agrees: '+OK\r\n' },
    answers: [[/^CAPA/, '+OK\r\nSTLS\r\nUIDL\r\n.\r\n']],
  },
  {
    ...{ service: 'nntp', greeting: '200 news ready, posting allowed\r\n', asks: /^STARTTLS/, agrees: '382 go\r\n' },
    answers: [[/^CAPABILITIES/, '101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n']],
  },
  {
    ...{ service: 'sieve', greeting: '"IMPLEMENTATION" "x"\r\n"SIEVE" "fileinto"\r\n"STARTTLS"\r\nOK "ready"\r\n' },
    ...{ answers: [], asks: /^STARTTLS/, agrees: 'OK\r\n' },
  },
  {
    ...{ service: 'ftp', greeting: '220 FTP server ready\r\n', asks: /^AUTH TLS/, agrees: '234 go\r\n' },
    answers: [
      [/^FEAT/, '211-Features\r\n AUTH TLS\r\n211 End\r\n'],
      [/^SYST/, '215 UNIX Type: L8\r\n'],
    ],
  },
  {
    ...{ service: 'ldap', asks: /1\.3\.6\.1\.4\.1\.1466\.20037/, agrees: latin1(ldapMessage(3, ldapResult(0x78))) },
    answers: [[/supportedExtension/, latin1(concat(ldapMessage(1, ROOT_DSE), ldapMessage(1, ldapResult(0x65))))]],
  },
  {
    ...{ service: 'xmpp-client', asks: /^<starttls/, answers: [[/^<\?xml/, XMPP]] },
    agrees: "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
  },
  { service: 'postgresql', answers: [], asks: /^\0\0\0\x08\x04\xd2\x16\x2f/, agrees: 'S' },
  { service: 'mysql', greeting: latin1(MYSQL), answers: [], asks: /^\x20\0\0\x01/, agrees: '' },
  {
    ...{ service: 'irc', asks: /^STARTTLS/, agrees: ':irc.example.org 670 * :STARTTLS successful\r\n' },
    answers: [[/^CAP LS/, ':irc.example.org CAP * LS :multi-prefix tls\r\n']],
  },
  {
    ...{ service: 'ms-wbt-server', answers: [], asks: /^\x03\0\0\x13\x0e\xe0/ },
    agrees: bytes('0300 0013 0e d0 0000 1234 00 02 01 0800 01000000'),
  },
  {
    ...{ service: 'nut', asks: /^STARTTLS/, agrees: 'OK STARTTLS\n' },
    answers: [
      [/^VER/, 'Network UPS Tools upsd 2.8.0 - https://www.networkupstools.org/\n'],
      [/^LIST UPS/, 'BEGIN LIST UPS\nEND LIST UPS\n'],
      [/./, 'ERR UNKNOWN-COMMAND\n'],
    ],
  },
];

/** It takes what nobody should take any more, beside what it prefers. */
const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:AECDH-AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0';
const secureContext = createSecureContext({ key: KEY, cert: CERTIFICATE, minVersion: 'TLSv1', ciphers });

/** Plays the part of the server until TLS begins, and then says nothing. */
function serve(socket: Socket, { greeting, answers, asks, agrees }: Script): void {
  socket.on('error', () => {});
  if (greeting !== undefined) socket.write(greeting, 'latin1');
  socket.on('data', (words) => {
    const said = latin1(words);
    if (asks.test(said)) {
      socket.removeAllListeners('data');
      socket.write(agrees, 'latin1');
      // Who waits for no agreement begins at once.
      const rest = agrees === '' ? words.subarray(MYSQL_REQUEST) : [];
      if (rest.length > 0) socket.pause().unshift(rest as Uint8Array);
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => {}).resume();
      return;
    }
    const answer = answers.find(([pattern]) => pattern.test(said))?.[1];
    if (answer !== undefined) socket.write(answer, 'latin1');
  });
}

async function withServer(script: Script, use: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  try {
    await use(address.port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

for (const script of SCRIPTS) {
  test(`${script.service} goes on in TLS: its certificate is a fact, and so is what to act on: weak ciphers and old versions too`, async () => {
    await withServer(script, async (port) => {
      const endpoint = { ip: '127.0.0.1', port, proto: 'tcp', rttMs: 0.1 } as const;
      const recognised = await recognise(endpoint, { registry: REGISTRY, signal: AbortSignal.timeout(20_000) });
      const facts = factsOf({ endpoint, recognised }, false);
      const [service] = facts;
      assert(service.type === 'service');
      assert.deepEqual([service.service, service.tls], [script.service, false]);
      const certificate = facts.find((fact) => fact.type === 'certificate');
      assert.deepEqual(
        [certificate?.subject, certificate?.keyBits, certificate?.chain, certificate?.starttls],
        ['CN=mail.example.org', 256, 1, true],
      );
      assert.deepEqual([certificate?.oldest, certificate?.ciphers], ['TLSv1', ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA']]);
      const codes = new Set(facts.flatMap((fact) => (fact.type === 'note' ? [fact.code] : [])));
      for (const code of ['N_CERT_SELF_SIGNED', 'N_TLS_OLD', 'N_TLS_WEAK_CIPHER'] as const)
        assert(codes.has(code), code);
      // It stands in one place.
      assert.deepEqual(Object.keys(service.details?.starttls as object), ['version', 'cipher']);
    });
  });
}

// Whoever closes right after having written inside TLS once ended the whole process, not only the conversation.
test('closing at once ends the conversation alone, again and again', async () => {
  await withServer(SCRIPTS.find(({ service }) => service === 'pop3')!, async (port) => {
    const endpoint = { ip: '127.0.0.1', port, proto: 'tcp', rttMs: 0.1 } as const;
    for (let round = 0; round < 3; round++) {
      const found = await recognise(endpoint, { registry: REGISTRY, signal: AbortSignal.timeout(20_000) });
      assert.deepEqual([found.service, found.verdict.confidence], ['pop3', 1]);
    }
  });
});

test('records that go on in TLS say so: their ports are asked first', () => {
  const names = new Set(REGISTRY.filter(({ startTls }) => startTls).map(({ name }) => name));
  assert.ok(names.has('nats'));
  for (const { service } of SCRIPTS) assert.ok(names.has(service === 'lmtp' ? 'smtp' : service), service);
});
