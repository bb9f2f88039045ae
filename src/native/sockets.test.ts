// Waiting on descriptors: what has only an error to tell must not end every later wait at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declare } from './libc.ts';
import { AF_INET, closeSocket, createPoll, inetAddress, openSocket } from './sockets.ts';

const skip = process.platform === 'linux' ? false : 'poll(2) as Linux has it';
const LOOPBACK = 0x7f000001;
const SOCK_DGRAM = 2;
const connectCall = declare('int connect(int fd, void* address, uint32_t length)');
const getsocknameCall = declare('int getsockname(int fd, void* address, void* length)');
const bindCall = declare('int bind(int fd, void* address, uint32_t length)');
const sendCall = declare('long send(int fd, void* buffer, size_t length, int flags)');

/** A UDP socket of loopback, and its port. */
function datagramSocket(): { fd: number; port: number } {
  const fd = openSocket(AF_INET, SOCK_DGRAM, 0);
  assert.equal(bindCall(fd, inetAddress(LOOPBACK, 0), 16), 0);
  const name = Buffer.alloc(16);
  assert.equal(getsocknameCall(fd, name, Buffer.from(Uint32Array.of(16).buffer)), 0);
  return { fd, port: name.readUInt16BE(2) };
}

/** How many waits of 20 ms fit a fifth of a second: 10, thousands where they end at once. */
function waits(wait: (timeoutMs: number) => boolean): number {
  const end = performance.now() + 200;
  let count = 0;
  for (; performance.now() < end; count++) assert.equal(wait(20), false);
  return count;
}

test('an error that waits on a socket ends no wait', { skip }, () => {
  const [gone, asking] = [datagramSocket(), datagramSocket()];
  closeSocket(gone.fd);
  assert.equal(connectCall(asking.fd, inetAddress(LOOPBACK, gone.port), 16), 0);
  const wait = createPoll([asking.fd]);
  assert.equal(Number(sendCall(asking.fd, Uint8Array.of(1), 1, 0)), 1); // its port is closed: ECONNREFUSED waits
  assert.ok(waits(wait) < 50);
  closeSocket(asking.fd);
});

test('a descriptor that is gone ends no wait, and what comes on another one does', { skip }, () => {
  const [here, from, gone] = [datagramSocket(), datagramSocket(), datagramSocket()];
  closeSocket(gone.fd);
  const wait = createPoll([gone.fd, here.fd]);
  assert.ok(waits(wait) < 50);
  assert.equal(connectCall(from.fd, inetAddress(LOOPBACK, here.port), 16), 0);
  assert.equal(Number(sendCall(from.fd, Uint8Array.of(1), 1, 0)), 1);
  assert.equal(wait(1000), true);
  for (const { fd } of [here, from]) closeSocket(fd);
});
