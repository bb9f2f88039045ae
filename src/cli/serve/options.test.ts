import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServeOptions } from './options.ts';

const parse = (line: string) => parseServeOptions(line.split(' ').filter(Boolean), {});

test('by default it listens on this machine alone', () => {
  const options = parse('');
  assert.ok(!('help' in options));
  assert.deepEqual([options.host, options.port, options.insecure, options.serverName], ['127.0.0.1', 7700, false, []]);
});

test('another address takes TLS, or a word that it is known what that means', () => {
  for (const host of ['0.0.0.0', '192.0.2.7', '::', 'charts.example', '128.0.0.1', '127.0.0.1.example']) {
    assert.throws(() => parse(`--host ${host}`), { code: 'E_INSECURE' }, host);
    assert.ok('host' in parse(`--host ${host} --insecure`));
    assert.ok('host' in parse(`--host ${host} --tls-cert c.pem --tls-key k.pem`));
  }
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) assert.ok('host' in parse(`--host ${host}`));
});

test('wrong use names the value', () => {
  assert.throws(() => parse('198.18.0.1'), { code: 'E_USAGE', message: /takes no targets: leave out "198\.18\.0\.1"/ });
  assert.throws(() => parse('--tls-cert c.pem'), { code: 'E_USAGE', message: /belong together/ });
  assert.throws(() => parse('--port 70000'), { message: /70000/ });
  assert.throws(() => parseServeOptions([], { PORTOLAN_PORT: 'x' }), { message: /PORTOLAN_PORT|--port/ });
});
