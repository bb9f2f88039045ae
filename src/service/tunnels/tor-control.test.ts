import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { torControl } from './tor-control.ts';

const INFO = `250-PROTOCOLINFO 1\r\n250-AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE="/run/tor/cookie"\r\n250-VERSION Tor="0.4.9.11"\r\n250 OK\r\n`;
const NO_PROXY = 'HTTP/1.0 501 Tor ControlPort is not an HTTP proxy\r\nContent-Type: text/html\r\n\r\n<html>';

test('says its version and how to log in', () => {
  const verdict = torControl.read(reply(INFO, torControl.hello as Uint8Array, 'tor-control'))!;
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'Tor', '0.4.9.11']);
  assert.equal(verdict.info, 'login: cookie, safecookie');
  assert.equal(torControl.read(reply(INFO.replace('COOKIE,', 'NULL,')))?.notes?.[0].code, 'N_NO_LOGIN');
});

test('known by what it says to a browser, it is asked in its own words', async () => {
  const known = torControl.read(reply(NO_PROXY, 'GET / HTTP/1.1\r\n\r\n', 'http'))!;
  assert.equal(known.confidence, 0.99);
  assert.equal((await torControl.learn!(fakeTalk([INFO]), known)).version, '0.4.9.11');
  assert.deepEqual(await torControl.learn!(fakeTalk([]), known), known);
});

test('others', () => {
  for (const text of ['250 OK\r\n', '514 Authentication required.\r\n', 'HTTP/1.0 501 Tor is not an HTTP Proxy\r\n'])
    assert.equal(torControl.read(reply(text)), null);
});
