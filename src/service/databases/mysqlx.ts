// MySQL's X protocol: MySQL Internals, "X Protocol", and the messages' .proto files. A server of 8.0.22 and later greets with
// an empty notice; all say what they can do before anybody logs in.
//
//   message   length u32le (of type and payload), type u8, payload: Protocol Buffers
//   client    1 CapabilitiesGet
//   server    2 Capabilities { 1: repeated { 1: name, 2: value } }, 1 Error { 2: code, 3: text }, 11 Notice { 1: 5 hello }
import { clean, hex, u8, u32le } from '../bytes.ts';
import { protobufFields, stringField } from '../protobuf.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const CAPABILITIES_GET = hex('01000000 01');
const ERROR = 1;
const CAPABILITIES = 2;
const NOTICE = 11;
const MESSAGE_MOST = 8192;
const KNOWN = /^(tls|authentication\.mechanisms|doc\.formats|client\.interactive|node_type|compression)$/;

export const mysqlx = defineService({
  name: 'mysqlx',
  title: 'MySQL X protocol',
  specification: 'MySQL Internals: X Protocol',
  ports: [33060],
  hello: CAPABILITIES_GET,
  ownPortsOnly: true,

  read({ bytes, to }) {
    const length = u32le(bytes, 0);
    if (length < 1 || length > MESSAGE_MOST || bytes.length < 5) return null;
    const type = u8(bytes, 4);
    const payload = bytes.subarray(5, 4 + length);
    if (type === CAPABILITIES) {
      const names = capabilitiesOf(payload);
      if (names.length === 0) return null;
      return {
        confidence: names.some((name) => KNOWN.test(name)) ? 1 : 0.8,
        product: 'MySQL',
        details: { capabilities: names },
      };
    }
    if (bytes.length < 4 + length) return null;
    // Notice of type 5, SERVER_HELLO, and its empty payload.
    const isHello = type === NOTICE && length === 5 && u32le(bytes, 5) === 0x001a0508;
    if (isHello) return { confidence: 0.7, product: 'MySQL' };
    if (type !== ERROR || to === null) return null;
    const fields = protobufFields(payload);
    const text = fields === null ? '' : stringField(fields, 3);
    return text !== '' && /^[A-Z0-9]{5}$/.test(stringField(fields!, 4))
      ? { confidence: 0.9, product: 'MySQL', info: clean(text, 100) }
      : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details !== undefined) return verdict;
    talk.send(CAPABILITIES_GET);
    const bytes = await talk.receive((all) => all.length >= 5 && all.length >= 4 + u32le(all, 0));
    const names = u8(bytes, 4) === CAPABILITIES ? capabilitiesOf(bytes.subarray(5, 4 + u32le(bytes, 0))) : [];
    if (!names.some((name) => KNOWN.test(name))) return verdict;
    return { ...verdict, confidence: 1, details: { capabilities: names } };
  },
});

function capabilitiesOf(payload: Uint8Array): string[] {
  return (protobufFields(payload) ?? []).flatMap(([number, value]) => {
    const fields = number === 1 && typeof value !== 'number' ? protobufFields(value) : null;
    const name = fields === null ? '' : stringField(fields, 1);
    return /^[a-z][a-z._]{2,40}$/.test(name) ? [name] : [];
  });
}
