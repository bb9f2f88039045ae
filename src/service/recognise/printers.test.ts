// Raw printing and LPD: what is said there comes out on paper. 515 needs rights: lab/printer.lab.test.ts has it.
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { ascii, hex } from '../bytes.ts';
import { REGISTRY } from '../registry.ts';
import { recognise } from './recognise.ts';
import type { Recognised } from './recognised.ts';

const PRINTER = '127.91.0.1';
const PORTS = [9100, 9101, 9102, 9103, 9104, 9105, 9106, 9107] as const;

/** Asks the port with everything there is. Gives what was found, and what the printer would have printed. */
async function printed(port: number, greeting: Uint8Array): Promise<{ found: Recognised; bytes: number }> {
  const sockets = new Set<Socket>();
  let bytes = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => (bytes += chunk.length));
    if (greeting.length > 0) socket.write(greeting);
  });
  await new Promise<void>((resolve) => server.listen(port, PRINTER, resolve));
  try {
    const signal = AbortSignal.timeout(30_000);
    const found = await recognise({ ip: PRINTER, port, proto: 'tcp' }, { registry: REGISTRY, signal, intensity: 9 });
    // What is still under way would come now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { found, bytes };
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('a silent one is told nothing, on each of its ports', async () => {
  for (const port of PORTS) {
    const { found, bytes } = await printed(port, new Uint8Array(0));
    assert.deepEqual([found.service, bytes], ['unknown', 0], `port ${port}`);
  }
});

test('whatever it greets with, nothing more is asked', async () => {
  const greetings: readonly [Uint8Array, string][] = [
    [ascii('220 mail.example.org ESMTP Postfix\r\n'), 'smtp'],
    [ascii('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'), 'ssh'],
    [ascii('* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n'), 'imap'],
    // A fatal alert: TLS is seen, and no handshake is begun.
    [hex('15 0303 0002 02 46'), 'tls'],
  ];
  for (const [greeting, service] of greetings) {
    const { found, bytes } = await printed(9100, greeting);
    assert.deepEqual([found.service, bytes], [service, 0]);
  }
});
