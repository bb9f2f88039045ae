import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import type { Verdict } from '../service.ts';
import { http } from './http.ts';

const read = (text: string): Verdict => http.read(reply(text, 'GET /', 'http'))!;
const answer = (status: string, body = '', fields = ''): string =>
  `HTTP/1.1 ${status}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
const codes = ({ notes = [] }: Verdict): string[] => notes.map(({ code }) => code);

async function learnt(first: string, ...answers: readonly string[]) {
  const verdict = read(first);
  assert.notEqual(verdict.complete, true);
  const talk = fakeTalk(answers);
  return { verdict: await http.learn!(talk, verdict), said: talk.said() };
}

test('who asks for a login as only proxies do is one', () => {
  const verdict = read(answer('407 Proxy Authentication Required', '', 'Proxy-Authenticate: Basic realm="x"\r\n'));
  assert.equal(verdict.service, 'http-proxy');
});

test('a proxy without a name: its gateway fails for a name that never exists, and it forwards for strangers', async () => {
  const { verdict, said } = await learnt(answer('400 Bad Request'), answer('502 Bad Gateway'));
  assert.match(said, /^GET http:\/\/portolan\.invalid\/ HTTP\/1\.1\r\nHost: portolan\.invalid\r\n/);
  assert.equal(verdict.service, 'http-proxy');
  assert.deepEqual(codes(verdict), ['N_OPEN_PROXY']);
});

test('one that says that it did not find the name; one that asks for a login then', async () => {
  const privoxy = await learnt(
    answer('400 Invalid header received from client'),
    answer('404 No such domain', '<h1>No such domain</h1><p>Your request for <b>http://portolan.invalid/</b> ...'),
  );
  assert.deepEqual([privoxy.verdict.service, codes(privoxy.verdict)], ['http-proxy', ['N_OPEN_PROXY']]);
  const tinyproxy = await learnt(
    answer('400 Bad Request'),
    answer('500 Unable to connect', '<h1>Unable to connect</h1>'),
  );
  assert.equal(tinyproxy.verdict.service, 'http-proxy');
  const closed = await learnt(answer('400 Bad Request'), answer('407 Proxy Authentication Required'));
  assert.deepEqual([closed.verdict.service, codes(closed.verdict)], ['http-proxy', []]);
});

test('an origin server answers as before, or that it has no such page: it is none', async () => {
  for (const second of [
    answer('400 Bad Request'),
    answer('404 Not Found', 'The requested URL http://portolan.invalid/ was not found on this server.'),
    answer('200 OK', 'Unable to connect to http://portolan.invalid/'),
    '',
  ]) {
    const { verdict } = await learnt(answer('400 Bad Request'), second);
    assert.equal(verdict.service, undefined, second);
    assert.deepEqual(codes(verdict), []);
  }
  // A gateway that failed before fails for whatever is asked.
  const { verdict } = await learnt(answer('503 Service Unavailable'), answer('503 Service Unavailable'));
  assert.equal(verdict.service, undefined);
});
