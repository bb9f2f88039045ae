// The guess from the bare words of the command line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guessEngine, looksForHostsAlone } from './early-engine.ts';

const guess = (line: string, environment = {}, privileged = true) =>
  guessEngine(line.split(' '), environment, privileged);

test('the engine that is named, in any spelling; the last one counts', () => {
  assert.equal(guess('198.18.0.1 --engine kernel'), 'kernel');
  assert.equal(guess('--engine=connect 198.18.0.1'), 'connect');
  assert.equal(guess('-sS 198.18.0.1'), 'raw');
  assert.equal(guess('-sT 198.18.0.1 --engine raw'), 'raw');
  assert.equal(guess('198.18.0.1', { PORTOLAN_ENGINE: 'kernel' }), 'kernel');
  assert.equal(guess('-sT 198.18.0.1', { PORTOLAN_ENGINE: 'kernel' }), 'connect');
});

test('full connections of TCP beside UDP, which takes packets', () => {
  for (const line of ['-sT -sU', '-sSU -sT', '-sT --probe udp', '-sT --probe=syn,udp'])
    assert.equal(guess(line), 'raw', line);
  assert.equal(guess('-sT', { PORTOLAN_PROBE: 'syn,udp' }), 'raw');
  assert.equal(guess('-sT -sU', {}, false), 'connect');
  assert.equal(guess('-sT udp.example'), 'connect');
});

test('without a name it depends on the privileges; what is no engine names none', () => {
  assert.equal(guess('198.18.0.1'), 'auto');
  assert.equal(guess('198.18.0.1', {}, false), 'connect');
  assert.equal(guess('198.18.0.1 --engine', {}, false), 'connect');
  assert.equal(guess('198.18.0.1 --engine wrong', { PORTOLAN_ENGINE: 'toString' }), 'auto');
});

test('none where nothing is sent', () => {
  for (const word of ['-h', '--help', '--dry-run', '--explain-bpf', '--json-schema']) {
    assert.equal(guess(`198.18.0.1 ${word} --engine kernel`), null);
  }
});

test('whether hosts alone are looked for', () => {
  for (const line of ['-sn 198.18.0.0/24', '--probe discover 198.18.0.1'])
    assert.equal(looksForHostsAlone(line.split(' ')), true, line);
  for (const line of ['198.18.0.1', 'discover', '--probe syn discover'])
    assert.equal(looksForHostsAlone(line.split(' ')), false, line);
});
