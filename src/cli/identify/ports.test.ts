import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinct, portsOfLine, portsOfWord } from './ports.ts';

test('a host and its ports', () => {
  assert.deepEqual(portsOfWord('host.example:443', ''), [{ host: 'host.example', port: 443, proto: 'tcp' }]);
  assert.deepEqual(
    portsOfWord('198.18.0.1:22,80-82', '').map(({ port }) => port),
    [22, 80, 81, 82],
  );
  assert.deepEqual(
    portsOfWord('198.18.0.1:53,161/udp', '').map(({ port, proto }) => `${port}/${proto}`),
    ['53/udp', '161/udp'],
  );
});

test('lists, and those of another scanner', () => {
  assert.deepEqual(portsOfLine('open tcp 80 198.18.0.1 1700000000', ''), [
    { host: '198.18.0.1', port: 80, proto: 'tcp' },
  ]);
  assert.equal(portsOfLine('open udp 53 198.18.0.1 1700000000', '')[0].proto, 'udp');
  for (const line of ['#masscan', '', '  ', 'open icmp 0 198.18.0.1 1700000000', 'closed tcp 1 198.18.0.1 17']) {
    assert.deepEqual(portsOfLine(line, ''), [], line);
  }
  assert.equal(portsOfLine('198.18.0.1:1 198.18.0.2:2', '').length, 2);
});

test('what is none is named', () => {
  for (const word of ['198.18.0.1', ':22', 'a:0', 'a:65536', 'a:5-4', 'a:x', 'a:1/sctp', '::1:22']) {
    assert.throws(() => portsOfWord(word, ' (stdin, line 3)'), { exitCode: 2, message: /stdin, line 3/ }, word);
  }
});

test('each once', () => {
  assert.equal(distinct([...portsOfWord('a:1-3', ''), ...portsOfWord('a:2', '')]).length, 3);
  assert.equal(distinct([...portsOfWord('a:1', ''), ...portsOfWord('a:1/udp', '')]).length, 2);
});
