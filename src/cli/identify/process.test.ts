// The command from the outside, over UDP: an SNMP agent on loopback.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { test } from 'node:test';
import { snmpDiscovery } from '../../probe/udp/monitoring/snmp.ts';
import { ascii, concat, hex } from '../../service/bytes.ts';
import { getSystem } from '../../service/monitoring/communities.ts';
import { run } from '../spawn.test-data.ts';

const LIMIT = { timeout: 30_000 };
const REPORT = hex(`3068 020103 3011 0204504f5254 020300ffe3 040100 020103
  041d 301b 0411 80001f8880 59dc486145a2632200000000 020108 02020ab9 0400 0400 0400
  3031 0411 80001f888059dc486145a2632200000000 0400 a81a 0204504f5254 020100 020100 300c 300a 06082b06010603150000 4100`);
/** sysName alone: the other objects are left out. */
const NAMED = concat(
  hex('3039 020101 0406'),
  ascii('secret'),
  hex('a22c 0204504f5254 020100 020100 301e 301c 0608 2b06010201010500 0410 7072696e7465722e6578616d706c6531'),
);

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

test('over UDP: who answers is open and asked with the community, which results do not name', LIMIT, async () => {
  const socket = await bound();
  const answers: readonly (readonly [Uint8Array, Uint8Array])[] = [
    [snmpDiscovery.bytes, REPORT],
    [getSystem(1, ascii('secret')), NAMED],
  ];
  socket.on('message', (bytes, { port, address }) => {
    const answer = answers.find(([question]) => bytes.equals(question))?.[1];
    if (answer !== undefined) socket.send(answer, port, address);
  });
  try {
    const words = ['--json', '--evidence', '--snmp-community', 'secret', `127.0.0.1:${socket.address().port}/udp`];
    const { code, stdout } = await run('main', ['identify', ...words]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const port = lines.find(({ type }) => type === 'port');
    const service = lines.find(({ type }) => type === 'service');
    assert.deepEqual([code, port.proto, port.state, port.reason], [0, 'udp', 'open', 'udp-response']);
    assert.deepEqual([service.service, service.hostname], ['snmp', 'printer.example1']);
    const evidence = service.evidence.map(({ sent }: { sent: string }) =>
      Buffer.from(sent, 'base64').toString('latin1'),
    );
    assert(!(stdout + evidence).includes('secret'));
  } finally {
    socket.close();
  }
});

test('over UDP: silent ports and closed ones are told, and are not open', LIMIT, async () => {
  const [silent, gone] = [await bound(), await bound()];
  const [port, closed] = [silent.address().port, gone.address().port];
  await new Promise<void>((resolve) => gone.close(resolve));
  try {
    const { code, stderr, stdout } = await run('main', ['identify', `127.0.0.1:${port},${closed}/udp`, '--json']);
    assert.match(stderr, new RegExp(`127\\.0\\.0\\.1:${port}/udp stays silent`));
    assert.match(stderr, new RegExp(`127\\.0\\.0\\.1:${closed}/udp is closed`));
    assert.equal(code, 1);
    assert(!stdout.includes('"type":"service"'));
  } finally {
    silent.close();
  }
});
