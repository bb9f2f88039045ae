import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { xmpp } from './xmpp.ts';

const HEAD =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xml:lang='en' version='1.0' xmlns:stream='http://etherx.jabber.org/streams'";
const UNKNOWN =
  `${HEAD} id='0967ca81' from='127.0.0.1'><stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>` +
  "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>This server does not serve 127.0.0.1</text></stream:error></stream:stream>";
const FEATURES =
  `${HEAD} id='87da' from='example.org'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>` +
  "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
const TO = "<stream:stream to='127.0.0.1'>";

test('Prosody, which does not serve that host', () => {
  const verdict = xmpp.read(reply(UNKNOWN, TO, 'xmpp-client'))!;
  assert.deepEqual([verdict.confidence, verdict.product, verdict.info], [0.95, 'Prosody', 'host-unknown']);
});

test('features: mechanisms, and passwords in the clear', async () => {
  const verdict = await xmpp.learn!(fakeTalk([]), xmpp.read(reply(FEATURES, TO, 'xmpp-client'))!);
  assert.deepEqual([verdict.hostname, verdict.notes?.[0].code], ['example.org', 'N_PLAIN_TEXT_LOGIN']);
});

test('who tells nothing of its program is asked for a host that it cannot have', async () => {
  const talk = fakeTalk(['', UNKNOWN]);
  const verdict = await xmpp.learn!(talk, xmpp.read(reply(FEATURES, TO, 'xmpp-client'))!);
  assert.match(talk.said(), /to='host\.invalid'/);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.hostname], [1, 'Prosody', 'example.org']);
});

test("refused another protocol's words: asked again in its own", async () => {
  const malformed = `${HEAD} id=''><stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`;
  const first = xmpp.read(reply(malformed, 'GET / HTTP/1.1\r\n', 'http'))!;
  const verdict = await xmpp.learn!(fakeTalk([UNKNOWN]), first);
  assert.deepEqual([verdict.confidence, verdict.product], [1, 'Prosody']);
});

test('between servers; half of it; other XML', () => {
  const server = UNKNOWN.replace('jabber:client', 'jabber:server');
  assert.equal(xmpp.read(reply(server, TO))?.service, 'xmpp-server');
  assert.equal(xmpp.read(reply(FEATURES.slice(0, 200), TO))?.more, true);
  assert.equal(xmpp.read(reply("<?xml version='1.0'?><html><body/></html>", TO)), null);
});
