// Google Cast (CASTV2), inside TLS: length u32, then a CastMessage (protocol buffer, cast_channel.proto of Chromium):
//
//   1 protocol_version (0)   2 source_id   3 destination_id   4 namespace   5 payload_type (0: text)   6 payload_utf8
//
// CONNECT to the receiver, then GET_STATUS: it tells what runs and the volume, and changes nothing.
import { ascii, be32, clean, concat, hex, latin1, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const NAMESPACE = 'urn:x-cast:com.google.cast.';
const VERSION_0 = hex('08 00');
const MESSAGE_MOST = 65_536;

function message(namespace: string, payload: string): Uint8Array {
  const text = (field: number, value: string): Uint8Array =>
    concat(Uint8Array.of((field << 3) | 2, value.length), ascii(value));
  const body = concat(
    VERSION_0,
    text(2, 'sender-0'),
    text(3, 'receiver-0'),
    text(4, NAMESPACE + namespace),
    hex('28 00'),
    text(6, payload),
  );
  return concat(be32(body.length), body);
}

export const chromecast = defineService({
  name: 'googlecast',
  title: 'Google Cast',
  specification: 'cast_channel.proto',
  ports: [],
  tlsPorts: [8009],
  hello: concat(
    message('tp.connection', '{"type":"CONNECT"}'),
    message('receiver', '{"type":"GET_STATUS","requestId":1}'),
  ),
  ownPortsOnly: true,

  read({ bytes, text, closed }): Verdict | null {
    const length = u32(bytes, 0);
    if (length < 20 || length > MESSAGE_MOST || u8(bytes, 4) !== 8 || u8(bytes, 5) > 3 || u8(bytes, 6) !== 0x12)
      return null;
    // The namespace stands behind the two ids, which are short.
    if (text.slice(7, 200).indexOf(NAMESPACE) < 0) return null;
    if (bytes.length < 4 + length && !closed) return { confidence: 0.85, more: true };
    const told = latin1(bytes.subarray(4));
    const name = /"displayName":"([^"\\]{1,80})"/.exec(told)?.[1];
    return {
      confidence: 0.95,
      device: 'cast receiver',
      ...(name === undefined ? {} : { info: `runs ${clean(name, 60)}` }),
    };
  },
});
