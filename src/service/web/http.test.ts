import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1 } from '../bytes.ts';
import { ENDPOINT, fakeTalk, reply } from '../fake-talk.test-data.ts';
import type { Verdict } from '../service.ts';
import { http } from './http.ts';

const read = (text: string): Verdict => http.read(reply(text, 'GET /', 'http'))!;

function answer(status: string, fields: string, body: string): string {
  return `HTTP/1.1 ${status}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
}

test('a server that names itself', () => {
  const page =
    'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 33\r\n\r\n<html><title>Welcome</title></html>';
  const verdict = read(page);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'nginx', '1.22.1']);
  assert.deepEqual(verdict.cpe, ['cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*']);
  assert.equal(verdict.details?.title, 'Welcome');
  assert.deepEqual([verdict.more, verdict.complete], [undefined, true]);
});

test('one that does not, one that has more to say, and none', () => {
  assert.equal(read('HTTP/1.0 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n').confidence, 0.9);
  assert.equal(read('HTTP/1.1 200 OK\r\nServer: Apache/2.4.57 (Debian)\r\nContent-Length: 9\r\n\r\nab').more, true);
  assert.equal(http.read(reply('RTSP/1.0 400 Bad Request\r\n\r\n')), null);
});

test('words that no table has: name, version, system', () => {
  const upnp = read(answer('404 Not Found', 'Server: Linux/4.14 UPnP/1.0 MiniUPnPd/2.1\r\n', ''));
  assert.deepEqual([upnp.product, upnp.version, upnp.os], ['MiniUPnPd', '2.1', 'Linux 4.14']);
  const own = read(answer('200 OK', 'Server: thing/1.5 (Ubuntu)\r\n', 'x'));
  assert.deepEqual([own.product, own.version, own.os], ['thing', '1.5', 'Ubuntu']);
  assert.equal(read(answer('200 OK', 'X-Powered-By: Foo/7.1\r\n', 'x')).product, 'Foo');
});

test('what powers a page stands beside its server', () => {
  const verdict = read(answer('200 OK', 'Server: nginx/1.22.1\r\nX-Powered-By: PHP/8.2.14\r\n', 'x'));
  assert.deepEqual([verdict.product, verdict.info], ['nginx', 'PHP/8.2.14']);
  assert.equal(read(answer('200 OK', 'X-Powered-By: Foo/7.1\r\n', 'x')).info, undefined);
  assert.equal(read(answer('200 OK', '', '<title>Our portal</title>')).info, 'Our portal');
});

test('an application, and what carries it', () => {
  const page = answer('200 OK', 'Server: nginx/1.18.0 (Ubuntu)\r\n', '<html><head><title>Home Assistant</title>');
  const verdict = read(page);
  assert.deepEqual(
    [verdict.product, verdict.version, verdict.info, verdict.os],
    ['Home Assistant', undefined, 'nginx 1.18.0', 'Ubuntu'],
  );
  assert.equal(verdict.cpe?.length, 2);
});

test('a word somewhere in a page identifies nothing', () => {
  const page = answer(
    '200 OK',
    'Server: nginx\r\n',
    '<html><title>How to install Grafana, Jenkins, CUPS and Elasticsearch</title>Tomcat',
  );
  assert.equal(read(page).product, 'nginx');
});

test('a database that answers without a login', () => {
  const json = '{"name":"n","cluster_name":"lab","version":{"number":"8.8.1"},"tagline":"You Know, for Search"}';
  const verdict = read(answer('200 OK', 'content-type: application/json\r\n', json));
  assert.deepEqual(
    [verdict.product, verdict.version, verdict.notes?.[0].code],
    ['Elasticsearch', '8.8.1', 'N_NO_LOGIN'],
  );
  const closed = read(answer('401 Unauthorized', '', '{"error":{"type":"security_exception"},"status":401}'));
  assert.deepEqual([closed.product, closed.notes], ['Elasticsearch', undefined]);
});

test('HTTP/3 by Alt-Svc; a page, its generator and its cookies', () => {
  const fields =
    'Alt-Svc: h3=":443"; ma=86400\r\nSet-Cookie: a=1; expires=Thu, 01-Jan-2026 00:00:00 GMT\r\nSet-Cookie: b=2\r\n';
  const page = '<meta charset="utf-8"><META content="WordPress 6.2.2" name="generator"><title>Bl&amp;g</title>';
  const verdict = read(answer('200 OK', fields, page));
  assert.deepEqual([verdict.product, verdict.version], ['WordPress', '6.2.2']);
  assert.deepEqual([verdict.details?.http3, verdict.details?.cookies, verdict.details?.title], [':443', 'a b', 'Bl&g']);
});

test('who wants TLS is not told from outside', () => {
  const page = answer(
    '400 Bad Request',
    'Server: nginx\r\n',
    '<h1>400</h1>The plain HTTP request was sent to HTTPS port',
  );
  assert.deepEqual([read(page).confidence, read(page).product], [0.5, undefined]);
});

test('a redirect on the same port is followed, then the version asked for', async () => {
  const talk = fakeTalk([
    answer('200 OK', '', '<title>Grafana</title>'),
    answer('200 OK', '', '{"database":"ok","version":"9.5.2","commit":"x"}'),
  ]);
  const verdict = await http.learn!(talk, read(answer('302 Found', 'Location: /login\r\n', '')));
  assert.deepEqual([verdict.product, verdict.version], ['Grafana', '9.5.2']);
  assert.deepEqual(verdict.cpe, ['cpe:2.3:a:grafana:grafana:9.5.2:*:*:*:*:*:*:*']);
  assert.match(talk.said(), /^GET \/login HTTP\/1\.1\r\n[\s\S]+GET \/api\/health HTTP\/1\.1\r\n/);
});

test('inside TLS a redirect names its own port by https, and is worth following', () => {
  const { ip, port } = ENDPOINT;
  const to = (location: string): Verdict =>
    read(answer('301 Moved', `Server: nginx/1.22.1\r\nLocation: ${location}\r\n`, ''));
  assert.equal(to(`https://${ip}:${port}/login`).complete, undefined);
  assert.equal(to(`http://${ip}:${port}/login`).complete, undefined);
  assert.equal(to(`https://${ip}:${port + 1}/login`).complete, true);
});

test('what a redirect led to stays, whatever is asked after it', async () => {
  const talk = fakeTalk([answer('200 OK', '', '<title>Portal</title>'), answer('404 Not Found', '', 'no')]);
  const verdict = await http.learn!(talk, read(answer('302 Found', 'Location: /app/\r\n', '')));
  assert.deepEqual(
    [verdict.details?.status, verdict.details?.title, verdict.details?.location, verdict.info],
    [200, 'Portal', '/app/', 'Portal'],
  );
});

test('a redirect elsewhere is not', async () => {
  for (const location of [
    'http://example.org/',
    'https://198.18.0.1:4000/',
    '//192.0.2.1/',
    'http://198.18.0.1/',
    'gopher:x',
    'http://[',
  ]) {
    const talk = fakeTalk([]);
    await http.learn!(talk, read(answer('302 Found', `Location: ${location}\r\n`, '')));
    assert.equal(talk.said(), '', location);
  }
});

test('one that goes round in circles ends', async () => {
  let count = 0;
  const talk = {
    ...fakeTalk([]),
    receive: async () => Buffer.from(answer('302 Found', `Location: /${count++}\r\n`, '')),
  };
  await http.learn!(talk, read(answer('302 Found', 'Location: /x\r\n', '')));
  assert.ok(count <= 6);
});

test('who says no name is asked for the documents that tell it', async () => {
  const unnamed = read(
    'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\n404 page not found\n',
  );
  const etcd = await http.learn!(
    fakeTalk([answer('200 OK', '', '{"etcdserver":"3.4.23","etcdcluster":"3.4.0"}')]),
    unnamed,
  );
  assert.deepEqual([etcd.product, etcd.version, etcd.confidence], ['etcd', '3.4.23', 1]);
  const nobody = await http.learn!(fakeTalk([]), unnamed);
  assert.deepEqual([nobody.product, nobody.confidence], [undefined, 0.9]);
});

test('who refuses the words of another protocol is asked in its own', async () => {
  const refusal = answer('400 ', 'Connection: close\r\n', '<title>HTTP Status 400 – Bad Request</title>');
  const first = http.read(reply(refusal, '\x16\x03\x01', 'tls'))!;
  assert.deepEqual([first.confidence, first.complete], [0.9, undefined]);
  const page = answer('404 ', '', '<title>HTTP Status 404 – Not Found</title><h3>Apache Tomcat/10.1.60</h3>');
  const tomcat = await http.learn!(fakeTalk([page]), first);
  assert.deepEqual([tomcat.product, tomcat.version, tomcat.details?.status], ['Apache Tomcat', '10.1.60', 404]);
});

test('HAProxy: its page of statistics, the version in the heading', () => {
  const page = `<html><head><title>Statistics Report for HAProxy</title>\n${' '.repeat(4000)}</head>
<body><h1><a href="http://www.haproxy.org/" style="text-decoration: none;">HAProxy version 2.6.12-1+deb12u4, released 2023/12/16</a></h1>`;
  const verdict = read(answer('200 OK', 'content-type: text/html\r\n', page));
  assert.deepEqual([verdict.product, verdict.version], ['HAProxy', '2.6.12-1+deb12u4']);
});

test('passwords in the clear', async () => {
  const asks = read(answer('401 Unauthorized', 'Server: nginx\r\nWWW-Authenticate: Basic realm="x"\r\n', ''));
  assert.equal((await http.learn!(fakeTalk([]), asks)).notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
});

test('a server of WebSocket alone', () => {
  const fields = 'Server: Python/3.11 websockets/10.4\r\nUpgrade: websocket\r\n';
  const verdict = read(
    answer('426 Upgrade Required', fields, 'Failed to open a WebSocket connection: missing Upgrade header.'),
  );
  assert.deepEqual([verdict.service, verdict.product, verdict.version], ['websocket', 'Python websockets', '10.4']);
  assert.equal(read(answer('426 Upgrade Required', 'Upgrade: TLS/1.0\r\n', '')).service, undefined);
});

test('chunks are joined', () => {
  const page = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n<title>\r\n5\r\nHello\r\n0\r\n\r\n';
  assert.equal(read(page).details?.title, 'Hello');
});

test('the request', () => {
  const hello = http.hello as (endpoint: typeof ENDPOINT) => Uint8Array;
  assert.match(latin1(hello(ENDPOINT)), /^GET \/ HTTP\/1\.1\r\nHost: 198\.18\.0\.1:4000\r\n/);
  assert.match(latin1(hello({ ...ENDPOINT, ip: '2001:db8::1' })), /\r\nHost: \[2001:db8::1\]:4000\r\n/);
});

test('any of Prometheus’ exporters: which one, and its version by its metrics', async () => {
  const page =
    '<html><head><title>Blackbox Exporter</title></head><body><h1>Blackbox Exporter</h1><a href="/metrics">Metrics</a>';
  const metrics = 'blackbox_exporter_build_info{branch="HEAD",goversion="go1.22",version="0.25.0"} 1\n';
  const verdict = read(answer('200 OK', '', page));
  assert.deepEqual([verdict.product, verdict.info], ['Prometheus exporter', 'Blackbox']);
  assert.equal((await http.learn!(fakeTalk([answer('200 OK', '', metrics)]), verdict)).version, '0.25.0');
  assert.equal(read(answer('200 OK', '', '<html><head><title>Data Exporter</title></head>')).product, undefined);
});
