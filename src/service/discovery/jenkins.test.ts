import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jenkins as question } from '../../probe/udp/discovery/jenkins.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { jenkins } from './jenkins.ts';

const ANSWER =
  '<hudson><version>2.204.1</version><url>http://ci.example/</url><server-id>64f33bce</server-id><slave-port>50000</slave-port></hudson>';

test('the question: any datagram', () => assert.equal(question.bytes.length, 1));

test('version and address', () => {
  const verdict = jenkins.read(datagramReply(ANSWER, question.bytes, 'jenkins-discovery'));
  assert.deepEqual([verdict?.confidence, verdict?.version, verdict?.info], [1, '2.204.1', 'http://ci.example/']);
  assert.equal(verdict?.notes?.[0].code, 'N_DISCOVERY_AMPLIFIES');
});

test('others are none', () => {
  assert.equal(jenkins.read(datagramReply(question.bytes)), null);
  assert.equal(jenkins.read(datagramReply('<hudson><version>x</version></hudson>')), null);
});
