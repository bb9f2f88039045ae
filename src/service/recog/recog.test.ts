import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ascii } from '../bytes.ts';
import type { Recognised } from '../recognise/recognised.ts';
import type { Verdict } from '../service.ts';
import { matchIn } from './fingerprints.ts';
import { loadRecog } from './folder.ts';
import { readRecog } from './read.ts';
import { joined } from './with-recog.ts';

/** Written for this test, in recog's form. */
const SSH = `<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<fingerprints matches="ssh.banner" protocol="ssh">
  <fingerprint pattern="^AcmeSSH_([\\d.]+)(?: (\\S+))?$" flags="REG_ICASE">
    <description>Acme   switch</description>
    <example service.version="1.2">AcmeSSH_1.2</example>
    <param pos="0" name="service.vendor" value="Acme &amp; Sons"/>
    <param pos="0" name="service.product" value="SwitchOS SSH"/>
    <param pos="1" name="service.version"/>
    <param pos="0" name="service.cpe23" value="cpe:/a:acme:switchos:{service.version}"/>
    <param pos="0" name="os.vendor" value="Acme"/>
    <param pos="0" name="os.product" value="SwitchOS"/>
    <param pos="2" name="os.version"/>
    <param pos="0" name="hw.vendor" value="Acme"/>
    <param pos="0" name="hw.product" value="Switch"/>
  </fingerprint>
</fingerprints>
`;
const HTTP = `<fingerprints matches="http_header.server">
  <fingerprint pattern="^nginx">
    <description>nginx by the way</description>
    <param pos="0" name="service.product" value="Something Else"/>
  </fingerprint>
  <fingerprint pattern="^Guess">
    <description>a guess</description>
    <param pos="0" name="service.product" value="Guess"/>
    <param pos="0" name="service.certainty" value="0.2"/>
  </fingerprint>
</fingerprints>`;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-recog-'));
  await writeFile(join(folder, 'ssh.xml'), SSH);
  await writeFile(join(folder, 'http.xml'), HTTP);
  await writeFile(
    join(folder, 'ntp.xml'),
    '<fingerprints matches="ntp.banner"><fingerprint pattern="(?=x)"/></fingerprints>',
  );
  await writeFile(join(folder, 'README'), 'no XML');
});
after(() => rm(folder, { recursive: true }));

function recognised(service: string, verdict: Partial<Verdict>, greeting = ''): Recognised {
  const exchanges = greeting === '' ? [] : [{ sent: new Uint8Array(0), received: ascii(greeting), greeted: true }];
  return { service, verdict: { confidence: 1, ...verdict }, tls: null, exchanges };
}

test('a folder: what is used, and what nothing here shows', async () => {
  const { book, count, unused } = await loadRecog(folder);
  assert.deepEqual(
    [[...book.keys()], count, unused],
    [['http_header.server', 'ntp.banner', 'ssh.banner'], 3, ['ntp.banner']],
  );
});

test('a banner tells product, version, CPE, system and device', async () => {
  const { book } = await loadRecog(folder);
  const { verdict } = joined(
    recognised('ssh', { product: 'acmessh', confidence: 0.7 }, 'SSH-2.0-acmessh_4.2 r7\r\n'),
    book,
  );
  assert.deepEqual(
    [verdict.product, verdict.version, verdict.os, verdict.device, verdict.confidence],
    ['Acme & Sons SwitchOS SSH', '4.2', 'Acme SwitchOS r7', 'Acme Switch', 0.7],
  );
  assert.deepEqual(verdict.cpe, ['cpe:2.3:a:acme:switchos:4.2:*:*:*:*:*:*:*']);
  const [evidence] = verdict.details!.recog as Record<string, string>[];
  assert.deepEqual([evidence.matches, evidence.description], ['ssh.banner', 'Acme switch']);
  assert.equal(evidence['service.cpe23'], 'cpe:/a:acme:switchos:4.2');
});

test('what is known here stands, and what recog is not sure of names nothing', async () => {
  const { book } = await loadRecog(folder);
  const nginx = { product: 'nginx', version: '1.22.1', cpe: ['cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*'] };
  const known = joined(recognised('http', { ...nginx, details: { server: 'nginx/1.22.1' } }), book).verdict;
  assert.deepEqual([known.product, known.version, known.cpe], [nginx.product, nginx.version, nginx.cpe]);
  assert.equal((known.details!.recog as unknown[]).length, 1);
  assert.equal(joined(recognised('http', { details: { server: 'Guess' } }), book).verdict.product, undefined);
  const other = recognised('http', { details: { server: 'lighttpd' } });
  assert.equal(joined(other, book), other);
  // Another protocol that says `Server:`.
  const rtsp = recognised('rtsp', { details: { server: 'nginx' } });
  assert.equal(joined(rtsp, book), rtsp);
});

test('texts by protocol', () => {
  const book = (matches: string) =>
    new Map([[matches, readRecog('f', listOf(matches, '^(.+)$'), () => true).fingerprints]]);
  const told = (matches: string, found: Recognised): unknown =>
    (joined(found, book(matches)).verdict.details?.recog as Record<string, string>[] | undefined)?.[0]?.text;
  assert.equal(
    told('smtp.banner', recognised('smtp', {}, '220 mail.example.org ESMTP Acme\r\n')),
    'mail.example.org ESMTP Acme',
  );
  assert.equal(told('ftp.banner', recognised('ftp', {}, '220-Hello\r\n220 ready\r\n')), 'Hello');
  assert.equal(told('pop3.banner', recognised('pop3', {}, '+OK Acme ready\r\n')), 'Acme ready');
  assert.equal(told('imap4.banner', recognised('imap', {}, '* OK [CAPABILITY X] Acme ready\r\n')), 'Acme ready');
  assert.equal(told('telnet.banner', recognised('telnet', {}, '\xff\xfd\x18Acme login: ')), 'Acme login:');
  assert.equal(told('html_title', recognised('http', { details: { title: 'Acme' } })), 'Acme');
  assert.equal(told('http_header.cookie', recognised('http', { details: { cookies: 'ACME a' } })), 'ACME=');
  assert.equal(told('mysql.banners', recognised('mysql', { details: { greeting: '8.0.30' } })), '8.0.30');
  assert.equal(told('ssh.banner', recognised('ssh', {})), undefined);
});

const listOf = (matches: string, pattern: string): string =>
  `<fingerprints matches="${matches}"><fingerprint pattern="${pattern}"><param pos="1" name="text"/></fingerprint></fingerprints>`;

test('what is wrong is told with file and line', async () => {
  const wrong = (text: string, message: RegExp): void =>
    assert.throws(() => readRecog('dir/bad.xml', text, () => true), { code: 'E_RECOG', message });
  wrong(
    '<fingerprints matches="ssh.banner">\n<fingerprint pattern="(">\n',
    /^dir\/bad\.xml:2: pattern "\(" cannot be used/,
  );
  wrong(listOf('ssh.banner', '(?=a)b(c)'), /^dir\/bad\.xml:1: pattern .* cannot be used/);
  wrong(listOf('ssh.banner', 'abc'), /:1: <param name="text"> wants group 1: the pattern has 0/);
  wrong('<fingerprints matches="x">\n\n<fingerprint>', /:3: <fingerprint> has no pattern/);
  wrong('<fingerprints matches="x">\n<fingerprint pattern="a" flags="REG_X"/>', /:2: unknown flag "REG_X"/);
  wrong('<fingerprints matches="x"><fingerprint pattern="a"><param name="n"/>', /<param name="n"> has no pos/);
  wrong('<fingerprints>', /does not say what it matches/);
  wrong('<other/>', /begins with <other>/);
  wrong('<fingerprints matches="x">\n<fingerprint pattern="a">\n</fingerprints>', /^dir\/bad\.xml:3: /);
  wrong('', /^dir\/bad\.xml:1: /);
  await assert.rejects(loadRecog(join(folder, 'README')), { code: 'E_RECOG', message: /is no folder/ });
  await assert.rejects(loadRecog(join(folder, 'nothing')), { code: 'E_RECOG', message: /is not there/ });
});

test('patterns take linear time, whatever they are and whatever they meet', () => {
  const { fingerprints } = readRecog('f', listOf('ssh.banner', '^((?:a+)+)+$'), () => true);
  const begin = process.cpuUsage();
  assert.equal(matchIn(new Map([['ssh.banner', fingerprints]]), 'ssh.banner', [`${'a'.repeat(1000)}!`]), null);
  // A backtracking engine would take longer than the universe has.
  assert.ok(process.cpuUsage(begin).user < 20_000_000);
});
