import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { ssh } from './ssh.ts';

const LISTS = [
  'curve25519-sha256,diffie-hellman-group1-sha1',
  'ssh-ed25519',
  'aes256-ctr',
  'aes256-ctr',
  'hmac-sha2-256',
  'hmac-sha2-256',
  'none',
  'none',
  '',
  '',
];

function kexInit(): Uint8Array {
  const lists = LISTS.flatMap((names) => [be32(names.length), ascii(names)]);
  const payload = concat(Uint8Array.of(20), new Uint8Array(16), ...lists, new Uint8Array(5));
  return concat(be32(payload.length + 5), Uint8Array.of(4), payload, new Uint8Array(4));
}

test('a banner alone is a claim', () => {
  const verdict = ssh.read(reply('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'));
  assert.deepEqual(verdict, {
    confidence: 0.7,
    product: 'OpenSSH',
    version: '9.2p1',
    cpe: ['cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*'],
    info: 'protocol 2.0; Debian-2+deb12u3',
    os: 'Debian',
    details: { banner: 'OpenSSH_9.2p1 Debian-2+deb12u3' },
  });
});

test('a key exchange makes it sure, and tells weak methods', async () => {
  const greeting = ssh.read(reply('SSH-2.0-OpenSSH_9.2p1\r\n'))!;
  const talk = fakeTalk([kexInit()]);
  const verdict = await ssh.learn!(talk, greeting);
  assert.equal(verdict.confidence, 1);
  assert.deepEqual(verdict.details?.hostKeys, ['ssh-ed25519']);
  assert.match(String(verdict.details?.hassh), /^[0-9a-f]{32}$/);
  assert.match(verdict.notes?.[0].text ?? '', /diffie-hellman-group1-sha1/);
  assert.match(talk.said(), /^SSH-2\.0-Portolan\r\n/);
});

test('who says SSH and does not act like it is told so', async () => {
  const greeting = ssh.read(reply('SSH-2.0-OpenSSH_9.2p1\r\n'))!;
  const verdict = await ssh.learn!(fakeTalk([ascii('500 what?\r\n')]), greeting);
  assert.equal(verdict.confidence, 0.7);
  assert.match(verdict.contradiction ?? '', /key exchange/);
});

test('the word SSH in a page is none', () => {
  assert.equal(ssh.read(reply('HTTP/1.1 200 OK\r\n\r\nuse SSH-2.0-clients\r\n')), null);
});

test('who begins the exchange with the greeting is sure at once', async () => {
  const verdict = ssh.read(reply(concat(ascii('SSH-2.0-dropbear_2022.83\r\n'), kexInit())))!;
  assert.equal(verdict.confidence, 1);
  const learned = await ssh.learn!(fakeTalk([]), verdict);
  assert.equal(learned.contradiction, undefined);
  assert.deepEqual(learned.details?.hostKeys, ['ssh-ed25519']);
});

test('the host key comes with the exchange, and the exchange ends there', async () => {
  const text = (bytes: Uint8Array): Uint8Array => concat(be32(bytes.length), bytes);
  const key = concat(text(ascii('ssh-ed25519')), text(new Uint8Array(32).fill(7)));
  const payload = concat(Uint8Array.of(31), text(key), text(new Uint8Array(32)), text(new Uint8Array(8)));
  const packet = concat(be32(payload.length + 5), Uint8Array.of(4), payload, new Uint8Array(4));
  const learned = await ssh.learn!(fakeTalk([kexInit(), packet]), ssh.read(reply('SSH-2.0-OpenSSH_9.2p1\r\n'))!);
  assert.deepEqual(learned.details?.hostKey, {
    type: 'ssh-ed25519',
    fingerprint: 'SHA256:gNSIRW+2Iyiuvsdp/bgjy38bvWHw6wQm3tuoXrl3WjQ',
  });
});

test('lists that come with the greeting give their notes once', async () => {
  const greeting = ssh.read(reply(concat(ascii('SSH-2.0-dropbear_2020.81\r\n'), kexInit())))!;
  assert.equal((await ssh.learn!(fakeTalk([]), greeting)).notes?.length, 1);
});

test('protocol 1 is proved by its key', async () => {
  const greeting = ssh.read(reply('SSH-1.5-1.2.33\n'))!;
  // 267 of length: five bytes of padding, then type 2.
  const key = concat(be32(267), new Uint8Array(5), Uint8Array.of(2), new Uint8Array(266));
  const talk = fakeTalk([key]);
  const verdict = await ssh.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.notes?.[0].code], [1, 'N_SSH_1']);
  assert.equal(talk.said(), 'SSH-1.5-Portolan\n');
  assert.match((await ssh.learn!(fakeTalk([]), greeting)).contradiction ?? '', /key/);
});
