import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { snmpDiscovery } from '../../probe/udp/monitoring/snmp.ts';
import { ascii, concat, hex, latin1 } from '../bytes.ts';
import { datagramReply, fakeDatagrams } from '../fake-talk.test-data.ts';
import { loadRecogniser } from '../index.ts';
import { mutated, numbersOf } from '../mutate.test-data.ts';
import { recogniseDatagram } from '../recognise/recognise-datagram.ts';
import { getSystem, withCommunities } from './communities.ts';

/** A Net-SNMP agent's in 2c, to the community `public`. */
const LINUX = hex(`3081b9 020101 0406 7075626c6963 a281ab 0204504f5254 020100 020100 30819c
  3068 0608 2b06010201010100 045c 4c696e757820676174652e6578616d706c6520362e312e302d31382d616d64363420233120534d5020505245454d50
  545f44594e414d49432044656269616e20362e312e37362d312028323032342d30322d303129207838365f3634
  3016 0608 2b06010201010200 060a 2b06010401bf0803020a
  3018 0608 2b06010201010500 040c 676174652e6578616d706c65`);
/** Version 1, which knows no part of an answer: noSuchName, and the bindings as they were asked. */
const REFUSED = hex(`3045 020100 0406 7075626c6963 a238 0204504f5254 020102 020101 302a
  300c 0608 2b06010201010100 0500 300c 0608 2b06010201010200 0500 300c 0608 2b06010201010500 0500`);
/** Version 3's report (snmp.test.ts). */
const REPORT = hex(`3068 020103 3011 0204504f5254 020300ffe3 040100 020103
  041d 301b 0411 80001f8880 59dc486145a2632200000000 020108 02020ab9 0400 0400 0400
  3031 0411 80001f888059dc486145a2632200000000 0400 a81a 0204504f5254 020100 020100 300c 300a 06082b06010603150000 4100`);

const [modern, old] = withCommunities(['public']);

test('the question: GET of what the system is, in both versions', () => {
  const bindings =
    '302a 300c 0608 2b06010201010100 0500 300c 0608 2b06010201010200 0500 300c 0608 2b06010201010500 0500';
  const [rest, four] = [bindings.slice(5), '300c 0608 2b06010201010600 0500'];
  const expected = hex(`3053 020101 0406 7075626c6963 a046 0204504f5254 020100 020100 3038 ${rest} ${four}`);
  assert.deepEqual(getSystem(1, ascii('public')), expected);
  assert.deepEqual(old.hello, expected);
  const inV1 = hex(`3045 020100 0406 7075626c6963 a038 0204504f5254 020100 020100 ${bindings}`);
  assert.deepEqual(old.udpBeside, [inV1]);
});

test('an answer names the system, the host and what everybody may read', () => {
  const verdict = old.read(datagramReply(LINUX));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.os, verdict?.hostname, verdict?.complete],
    [1, 'Net-SNMP', 'Linux 6.1.0-18-amd64', 'gate.example', true],
  );
  assert.match(verdict?.info ?? '', /^SNMPv2c; Linux gate\.example 6\.1/);
  assert.equal(verdict?.details?.sysObjectId, '1.3.6.1.4.1.8072.3.2.10');
  assert.deepEqual(
    verdict?.notes?.map(({ code, text }) => [code, text]),
    [['N_SNMP_COMMUNITY', 'answers to the community "public"']],
  );
});

test('an agent that refuses the objects is one all the same', () => {
  const verdict = old.read(datagramReply(REFUSED));
  assert.deepEqual([verdict?.info, verdict?.hostname], ['SNMPv1; noSuchName', undefined]);
});

test('other communities, other requests, questions and halves of it are nobody', () => {
  const [, other] = withCommunities(['secret']);
  assert.equal(other.read(datagramReply(LINUX)), null);
  assert.equal(old.read(datagramReply(REPORT)), null);
  assert.equal(old.read(datagramReply(old.hello as Uint8Array)), null);
  const stranger = LINUX.slice();
  stranger[19] ^= 1;
  assert.equal(old.read(datagramReply(stranger)), null);
  for (let cut = 0; cut < LINUX.length; cut++) assert.equal(old.read(datagramReply(LINUX.subarray(0, cut))), null);
});

test('whatever comes, nothing throws, and verdicts stay small', () => {
  for (let seed = 0; seed < 20_000; seed++) {
    const bytes = mutated([LINUX, REFUSED, REPORT], numbersOf(seed));
    for (const record of [modern, old]) {
      const verdict = record.read(datagramReply(bytes));
      assert(verdict === null || JSON.stringify(verdict).length < 4096, `seed ${seed}`);
    }
  }
});

test('who answers version 3 is asked for more: in 2c, then in 1; what it said before stays', async () => {
  const known = modern.read(datagramReply(REPORT))!;
  const talk = fakeDatagrams([LINUX]);
  const verdict = await modern.learn!(talk, known);
  assert.match(verdict.info ?? '', /^SNMPv3, v2c; Linux/);
  assert.deepEqual([verdict.details?.engineBoots, verdict.hostname], [8, 'gate.example']);
  assert.equal(talk.said(), latin1(getSystem(1, ascii('public'))));
  const aged = fakeDatagrams([new Uint8Array(0), REFUSED]);
  assert.match((await modern.learn!(aged, known)).info ?? '', /^SNMPv3, v1; noSuchName/);
  assert.equal(aged.said(), latin1(concat(getSystem(1, ascii('public')), getSystem(0, ascii('public')))));
  const silent = await modern.learn!(fakeDatagrams([]), known);
  assert.deepEqual(silent, known);
});

test('of several communities each is told; only those that everybody tries are named', async () => {
  const [record] = withCommunities(['secret', 'public']);
  const secret = concat(LINUX.subarray(0, 8), ascii('secret'), LINUX.subarray(14));
  const verdict = await record.learn!(fakeDatagrams([secret, secret, LINUX]), { confidence: 1 });
  assert.equal(verdict.hostname, 'gate.example');
  assert.equal(verdict.notes?.length, 1);
  assert(!JSON.stringify(verdict).includes('secret'));
});

/** An agent on loopback: what it was asked, in order, and what was recognised. */
async function asked(
  communities: readonly string[] | undefined,
  answer: (bytes: Buffer) => Uint8Array | null,
  response?: Uint8Array,
) {
  const questions: Buffer[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes, { port, address }) => {
    questions.push(bytes);
    const said = answer(bytes);
    if (said !== null) socket.send(said, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const recognise = await loadRecogniser(communities);
  const endpoint = { ip: '127.0.0.1', port, proto: 'udp', rttMs: 0.1, ...(response ? { response } : {}) } as const;
  try {
    return { questions, found: await recognise(endpoint, { signal: AbortSignal.timeout(20_000) }) };
  } finally {
    socket.close();
  }
}

test('an old agent, which knows no version 3, is asked all the same, and of a host without a sign nothing else is', async () => {
  for (const onlyUnasked of [false, true]) {
    const questions: Buffer[] = [];
    const socket = createSocket('udp4');
    socket.on('message', (bytes, { port, address }) => {
      questions.push(bytes);
      if (bytes.equals(getSystem(0, ascii('public')))) socket.send(REFUSED, port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    // Where it lives no test may.
    const registry = [modern, old].map((service) => ({ ...service, udpPorts: [port] }));
    const endpoint = { ip: '127.0.0.1', port, proto: 'udp', rttMs: 0.1, isSilent: true, onlyUnasked } as const;
    try {
      const found = await recogniseDatagram(endpoint, { registry, signal: AbortSignal.timeout(20_000) });
      assert.equal(found.verdict.info, 'SNMPv1; noSuchName');
      const discoveries = questions.filter((bytes) => bytes.equals(snmpDiscovery.bytes)).length;
      assert.equal(discoveries > 0, !onlyUnasked);
      assert.equal(questions.filter((bytes) => bytes.equals(old.hello as Uint8Array)).length, 1);
    } finally {
      socket.close();
    }
  }
});

test('without the option no community is ever asked; with it those alone, and evidence does not keep it', async () => {
  const without = await asked(undefined, () => null, REPORT);
  assert.deepEqual([without.found.service, without.questions.length], ['snmp', 0]);
  const secret = concat(LINUX.subarray(0, 8), ascii('secret'), LINUX.subarray(14));
  const { found, questions } = await asked(['secret'], () => secret, REPORT);
  assert.deepEqual([found.verdict.hostname, questions.length], ['gate.example', 1]);
  const kept = found.exchanges.map(({ sent, received }) => latin1(sent) + latin1(received)).join();
  assert(!kept.includes('secret') && kept.includes('******'));
});
