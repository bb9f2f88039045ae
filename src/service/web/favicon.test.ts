import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, latin1 } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import type { Verdict } from '../service.ts';
import { type Favicon, iconIn, murmur3 } from './favicon.ts';
import { http } from './http.ts';

test('MurmurHash3, by its public test values', () => {
  assert.equal(murmur3(ascii('')), 0);
  assert.equal(murmur3(ascii(''), 1), 0x514e28b7);
  assert.equal(murmur3(ascii('hello')), 0x248bfa47);
  assert.equal(murmur3(ascii('hello, world')), 0x149bbb7f);
  assert.equal(murmur3(ascii('The quick brown fox jumps over the lazy dog'), 0x9747b28c), 0x2fa826cd);
});

test('the icon that a page names', () => {
  assert.equal(iconIn('<link rel="stylesheet" href="a.css"><link rel="shortcut icon" href="/x.png">'), '/x.png');
  assert.equal(iconIn('<LINK href=/y.ico rel=icon>'), '/y.ico');
  for (const none of ['', '<link rel="mask" href="/x">', 'rel="icon" href="/x"', '<link rel="icon">']) {
    assert.equal(iconIn(none), null, none);
  }
});

const page = (fields: string, body: string, status = '200 OK'): string =>
  `HTTP/1.1 ${status}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
const read = (text: string): Verdict => http.read(reply(text, 'GET /', 'http'))!;
/** 96 bytes: 128 characters of base64, two lines. */
const ICON = `\0\0\x01\0${'\xf0'.repeat(92)}`;

test('where nobody knows the program its icon is asked for; it is searched by two hashes', async () => {
  const verdict = read(page('', '<title>Console</title><link rel="icon" href="img/c.ico">'));
  assert.equal(verdict.complete, undefined);
  const talk = fakeTalk([page('', 'Not here', '404 Not Found'), page('Content-Type: image/x-icon\r\n', ICON)]);
  const known = await http.learn!(talk, verdict);
  const { path, hash, md5 } = known.details!.favicon as Favicon;
  assert.match(talk.said(), /GET \/img\/c\.ico HTTP\/1\.1\r\n/);
  // By Python's base64.encodebytes and a MurmurHash3 of its own, which gives Prometheus's icon the number it is searched by, -1399433489.
  assert.deepEqual([path, hash, md5], ['/img/c.ico', -1_016_958_074, 'f0ee8cc132cb9dd3ce3dfc7e2e0328ec']);
});

test('behind a redirect links are as seen from there', async () => {
  const talk = fakeTalk([
    page('', '<title>Console</title><link rel="icon" href="c.ico">'),
    page('', 'Not here', '404 Not Found'),
    page('', ICON),
  ]);
  const redirect = read(page('Location: /ui/login\r\n', '', '302 Found'));
  const known = await http.learn!(talk, redirect);
  assert.equal((known.details?.favicon as Favicon | undefined)?.path, '/ui/c.ico');
});

test('pages for whatever is asked, and icons that are cut short, are none', async () => {
  for (const answer of [
    page('', '<html>not found</html>'),
    page('', ICON, '404 Not Found'),
    page('', ICON).slice(0, -5),
  ]) {
    const talk = fakeTalk([page('', 'x', '404 Not Found'), answer]);
    const known = await http.learn!(talk, read(page('', '<title>Console</title>')));
    assert.equal(known.details?.favicon, undefined);
    assert.match(talk.said(), /GET \/favicon\.ico /);
  }
});

test('where an application is known, or a server without an icon of its own, or it lies elsewhere, it is not', async () => {
  for (const text of [
    page('Server: nginx/1.22.1\r\n', '<title>Welcome to nginx!</title>'),
    page('', '<title>Home Assistant</title><link rel="icon" href="/x.ico">'),
    page('Server: nginx/1.22.1\r\n', '<title>x</title><link rel="icon" href="https://cdn.example.org/x.ico">'),
    page('Server: nginx/1.22.1\r\n', '<title>x</title><link rel="icon" href="data:image/png;base64,AAAA">'),
  ]) {
    const talk = fakeTalk([]);
    await http.learn!(talk, read(text));
    assert.equal(talk.said(), '', text);
  }
  assert.equal(latin1(ascii(ICON)), ICON);
});
