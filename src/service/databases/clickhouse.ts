// ClickHouse's native protocol: ClickHouse documentation, "Native protocol", Server packets. Its first message is a login, which
// is not tried: it tells who it is where it refuses what it does not understand.
//
//   exception   2 varint, code i32le, name, text, stack: length varint and bytes each; nested u8
import { clean, latin1, u8, u32le } from '../bytes.ts';
import { varint } from '../protobuf.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const EXCEPTION = 2;
const CODE_MOST = 2000;
const TO_BROWSERS = /\r\n\r\nPort (\d{1,5}) is for clickhouse-client program/;

export const clickhouse = defineService({
  name: 'clickhouse',
  title: 'ClickHouse native protocol',
  specification: 'ClickHouse native protocol',
  ports: [9000],
  tlsPorts: [9440],

  read({ bytes, text }) {
    const product = { product: 'ClickHouse', cpe: [cpeOf('clickhouse', 'clickhouse')] };
    if (text.startsWith('HTTP/1.0 400'))
      return TO_BROWSERS.test(text.slice(0, 400)) ? { confidence: 1, ...product } : null;
    if (u8(bytes, 0) !== EXCEPTION || u32le(bytes, 1) > CODE_MOST) return null;
    const name = textOf(bytes, 5);
    if (name === null || !/^DB::[A-Za-z:]{2,40}$/.test(name.text)) return null;
    const words = textOf(bytes, name.end)?.text ?? '';
    const version = /\(version (\d+\.\d+\.\d+\.\d+)/.exec(words.slice(0, 2000))?.[1];
    return {
      confidence: 1,
      ...product,
      ...(version === undefined ? {} : { version, cpe: [cpeOf('clickhouse', 'clickhouse', version)] }),
      details: { code: u32le(bytes, 1), error: clean(words, 200) },
    };
  },
});

function textOf(bytes: Uint8Array, at: number): { readonly text: string; readonly end: number } | null {
  const length = varint(bytes, at);
  if (length === null || length.end + length.value > bytes.length) return null;
  return { text: latin1(bytes.subarray(length.end, length.end + length.value)), end: length.end + length.value };
}
