// What holds for all records that are asked over UDP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PAYLOAD_MOST } from '../probe/udp/payload.ts';
import { PAYLOADS } from '../probe/udp/payloads.ts';
import { latin1 } from './bytes.ts';
import { DATAGRAMS } from './datagrams.ts';
import { ELSEWHERE_PORTS } from './elsewhere.ts';
import { datagramReply, ENDPOINT } from './fake-talk.test-data.ts';
import { type Service, SURE } from './service.ts';

function words(service: Service): Uint8Array {
  const { hello = new Uint8Array(0) } = service;
  return typeof hello === 'function' ? hello({ ...ENDPOINT, proto: 'udp' }) : hello;
}

function isSureOf(service: Service, bytes: Uint8Array, sent: Uint8Array | null, to: string | null): boolean {
  return (service.read(datagramReply(bytes, sent, to))?.confidence ?? 0) >= SURE;
}

test('every record has ports, a name of its own, and a question that fits a datagram', () => {
  assert.equal(new Set(DATAGRAMS.map(({ name }) => name)).size, DATAGRAMS.length);
  for (const service of DATAGRAMS) {
    assert((service.udpPorts ?? []).length > 0, service.name);
    assert(words(service).length <= PAYLOAD_MOST, service.name);
  }
});

test('whoever reads answers has the scan ask for them: each record lives on a port that has a payload', () => {
  for (const { name, udpPorts = [], udpFromElsewhere = false } of DATAGRAMS) {
    // The scan hears the port that it asked.
    if (udpFromElsewhere) continue;
    assert(
      PAYLOADS.some(({ ports }) => ports.some((port) => udpPorts.includes(port))),
      name,
    );
  }
});

test('the ports of those that answer from elsewhere', () => {
  const ports = DATAGRAMS.filter((service) => service.udpFromElsewhere === true).flatMap(
    (service) => service.udpPorts!,
  );
  assert.deepEqual([...ELSEWHERE_PORTS].sort(), ports.sort());
});

test('noise is nobody, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (bytes) => {
      for (const service of DATAGRAMS) {
        const verdict = service.read(datagramReply(bytes, words(service), service.name));
        const sure = (verdict?.confidence ?? 0) >= SURE && verdict?.product !== undefined;
        assert(!sure, `${service.name}: ${latin1(bytes)}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('no record takes a question for an answer, its own or another one', () => {
  const questions = [...PAYLOADS.map(({ bytes }) => bytes), ...DATAGRAMS.map(words)].filter(({ length }) => length > 3);
  for (const question of questions) {
    for (const service of DATAGRAMS) {
      if (service.name === 'echo') continue;
      assert(!isSureOf(service, question, null, null), `${service.name} takes ${latin1(question)}`);
    }
  }
});
