import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { DHCP_ADDRESS_AT, DHCP_QUESTION, DHCP_XID_AT } from '../../probe/udp/directory/dhcp.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { openDatagrams } from '../talk/datagrams.ts';
import { dhcp } from './dhcp.ts';

/** dnsmasq's, as it stands on the wire; server's name and file are zeros. */
const ANSWER = hex(`02010600504f525400000000c612000200000000c61200010000000002504f52544c${'00'.repeat(202)}
  63825363 350105 3604c6120001 0104ffffff00 1c04c61200ff 0f0b6c61622e6578616d706c65 0604c6120035 0304c6120001 ff`);

test('the question, literally', () => {
  const text = Buffer.from(DHCP_QUESTION).toString('hex');
  const client = `02504f52544c${'00'.repeat(10)}`;
  const head = `010106000000000000000000${'00'.repeat(16)}${client}${'00'.repeat(192)}`;
  assert.equal(text, `${head}63825363350108370701030 60f2a4243ff`.replace(' ', ''));
});

test('what a client should know', () => {
  assert.deepEqual(dhcp.read(datagramReply(ANSWER, DHCP_QUESTION, 'dhcps')), {
    confidence: 1,
    info: 'domain lab.example; router 198.18.0.1',
    details: {
      server: '198.18.0.1',
      mask: '255.255.255.0',
      routers: ['198.18.0.1'],
      nameServers: ['198.18.0.53'],
      domain: 'lab.example',
    },
  });
});

test('our question, others, and answers without a type are none', () => {
  assert.equal(dhcp.read(datagramReply(DHCP_QUESTION)), null);
  assert.equal(dhcp.read(datagramReply(ANSWER.map((byte, at) => (at === 236 ? 0 : byte)))), null);
  for (let cut = 0; cut < 243; cut++) assert.equal(dhcp.read(datagramReply(ANSWER.subarray(0, cut))), null);
});

test('the answer goes to the port and the address that the question names, and shows its number', {
  timeout: 20_000,
}, async () => {
  const server = createSocket('udp4');
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const spare = createSocket('udp4');
  await new Promise<void>((resolve) => spare.bind(0, '127.0.0.1', resolve));
  const ours = spare.address().port;
  await new Promise<void>((resolve) => spare.close(() => resolve()));
  const { port } = server.address();
  const answers: Uint8Array[] = [];
  server.on('message', (bytes) => {
    const address = bytes.subarray(DHCP_ADDRESS_AT, DHCP_ADDRESS_AT + 4).join('.');
    const its = bytes.subarray(DHCP_XID_AT, DHCP_XID_AT + 4);
    for (const xid of [its.map((byte) => byte ^ 1), new Uint8Array(4), its]) {
      const answer = ANSWER.slice();
      answer.set(xid, DHCP_XID_AT);
      answers.push(answer);
      server.send(answer, ours, address);
    }
    server.send(ANSWER.subarray(0, DHCP_XID_AT), ours, address);
  });
  const datagrams = await openDatagrams(
    { ip: '127.0.0.1', port, proto: 'udp' },
    {
      signal: new AbortController().signal,
      deadline: performance.now() + 15_000,
      fromElsewhere: true,
      from: { port: ours, addressAt: DHCP_ADDRESS_AT, tokenAt: DHCP_XID_AT },
    },
  );
  datagrams.send(DHCP_QUESTION);
  assert.deepEqual(new Uint8Array((await datagrams.receive(10_000)) ?? []), answers[2]);
  assert.equal(await datagrams.receive(100), null);
  datagrams.close();
  server.close();
});
