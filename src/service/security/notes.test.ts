// What people act on: each note by the answer that gives it, through the record that reads it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { REGISTRY } from '../registry.ts';
import type { Verdict } from '../service.ts';

type Said = string | Uint8Array;

/** Reads the first answer to the record's own words (`asked`) or a greeting, then learns from the others. */
async function verdictOf(name: string, answers: readonly Said[], asked: boolean): Promise<Verdict> {
  const service = REGISTRY.find((each) => each.name === name)!;
  const [first, ...others] = answers;
  const verdict = service.read(reply(first, asked ? 'x' : null, asked ? name : null));
  assert(verdict !== null, name);
  return service.learn === undefined || verdict.complete ? verdict : await service.learn(fakeTalk(others), verdict);
}

function page(body: string, fields = 'Content-Type: application/json\r\n', status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
}

function kexInit(...lists: readonly string[]): Uint8Array {
  const all = [...lists, ...Array.from({ length: 10 - lists.length }, () => 'none')];
  const payload = concat(
    Uint8Array.of(20),
    new Uint8Array(16),
    ...all.flatMap((names) => [be32(names.length), ascii(names)]),
    new Uint8Array(5),
  );
  return concat(be32(payload.length + 5), Uint8Array.of(4), payload, new Uint8Array(4));
}

const ELASTIC = '{"cluster_name":"lab","version":{"number":"8.8.1"},"tagline":"You Know, for Search"}';
const PODS = '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}';
const NOT_FOUND = page('404 page not found\n', 'Content-Type: text/plain\r\n', '404 Not Found');
const AFP = hex(`0103504f 00000000 00000040 00000000
  0014 0020 002d 0000 8ffb 036c6162 000000000000 0b 4e65746174616c6b332e31
  02 0641465058303306 41465033 2e33 01 0f 4e6f2055736572204175746865 6e74 000000`);
const POPTOP = concat(hex('009c 0001 1a2b3c4d 0002 0000 0100 01 00 00000000 00000000 0000 0001'), new Uint8Array(128));

const CASES: readonly (readonly [code: string, record: string, answers: readonly Said[], asked?: boolean])[] = [
  ['N_SSH_WEAK_ALGORITHMS', 'ssh', ['SSH-2.0-x\r\n', kexInit('diffie-hellman-group1-sha1', 'ssh-dss', 'aes128-cbc')]],
  // RSA keys that sign by SHA-1 too.
  [
    'N_SSH_WEAK_ALGORITHMS',
    'ssh',
    ['SSH-2.0-x\r\n', kexInit('curve25519-sha256', 'rsa-sha2-512,ssh-rsa', 'aes256-ctr')],
  ],
  ['N_SSH_1', 'ssh', ['SSH-1.5-1.2.33\r\n']],
  ['N_SSH_1', 'ssh', ['SSH-1.99-OpenSSH_3.4p1\r\n', kexInit('curve25519-sha256', 'ssh-ed25519', 'aes256-ctr')]],
  ['N_NO_LOGIN', 'redis', ['$32\r\n# Server\r\nredis_version:7.0.15\r\n'], true],
  ['N_NO_LOGIN', 'memcached', ['VERSION 1.6.18\r\n'], true],
  ['N_NO_LOGIN', 'http', [page(ELASTIC)], true],
  [
    'N_NO_LOGIN',
    'http',
    [page('{"message":"page not found"}', 'Server: Docker/20.10.24 (linux)\r\n', '404 Not Found')],
    true,
  ],
  ['N_NO_LOGIN', 'http', [page(PODS)], true],
  ['N_PLAIN_TEXT_LOGIN', 'http', [page('', 'WWW-Authenticate: Basic realm="x"\r\n', '401 Unauthorized')], true],
  ['N_PLAIN_TEXT_LOGIN', 'smtp', ['220 a.example ESMTP\r\n', '250-a.example\r\n250 AUTH PLAIN LOGIN\r\n']],
  ['N_PLAIN_TEXT_LOGIN', 'imap', ['* OK IMAP4rev1\r\n', '* CAPABILITY IMAP4rev1\r\np1 OK\r\n']],
  ['N_PLAIN_TEXT_LOGIN', 'pop3', ['+OK POP3\r\n', '+OK\r\nUSER\r\n.\r\n']],
  ['N_PLAIN_TEXT_LOGIN', 'ftp', ['220 FTP\r\n', '211-x\r\n PASV\r\n211 End\r\n', '215 UNIX\r\n']],
  ['N_PLAIN_TEXT_LOGIN', 'nntp', ['200 news\r\n', '101 list\r\nVERSION 2\r\nAUTHINFO USER SASL\r\n.\r\n']],
  ['N_AJP_REACHABLE', 'ajp13', [hex('4142 0001 09')], true],
  ['N_UWSGI_REACHABLE', 'uwsgi', [hex('64 0000 01')], true],
  [
    'N_FASTCGI_REACHABLE',
    'fastcgi',
    [hex('010a0000 0012 0600 0f01 464347495f4d5058535f434f4e4e53 30 000000000000')],
    true,
  ],
  ['N_PPTP', 'pptp', [POPTOP], true],
  ['N_AFP_GUEST', 'afpovertcp', [AFP], true],
];

for (const [code, record, answers, asked = false] of CASES) {
  test(`${code} of ${record}: ${String(answers[0])
    .slice(0, 24)
    .replace(/[^\x20-\x7e]/g, '.')}`, async () => {
    const { notes = [] } = await verdictOf(record, answers, asked);
    const note = notes.find((each) => each.code === code);
    assert.ok(note !== undefined, JSON.stringify(notes));
    assert.ok(note.text.length > 10 && note.advice.length > 5);
  });
}

test('who wants a login has none', async () => {
  for (const [record, answers] of [
    ['redis', ['-NOAUTH Authentication required.\r\n']],
    ['http', [page('{"error":{"type":"security_exception"},"status":401}', '', '401 Unauthorized')]],
    ['http', [NOT_FOUND]],
  ] as const) {
    assert.deepEqual((await verdictOf(record, answers, true)).notes ?? [], [], record);
  }
});

test('a kubelet is asked for its pods on its own ports, and there alone', async () => {
  const http = REGISTRY.find(({ name }) => name === 'http')!;
  for (const [port, isAsked] of [
    [10250, true],
    [10255, true],
    [8080, false],
  ] as const) {
    const talk = { ...fakeTalk([page(PODS)]), endpoint: { ip: '198.18.0.1', port, proto: 'tcp' } as const };
    const verdict = await http.learn!(talk, http.read(reply(NOT_FOUND, 'x', 'http'))!);
    assert.equal(talk.said().includes('GET /pods '), isAsked);
    if (isAsked) assert.deepEqual([verdict.product, verdict.notes?.[0].code], ['Kubernetes kubelet', 'N_NO_LOGIN']);
  }
});
