// Nagios NRPE: its packets (include/common.h of its source). _NRPE_CHECK asks for the version and runs nothing.
//
//   version u16 (2, 3, 4), type u16 (1 query, 2 response), crc32 u32 over the packet with zeros here, result u16, then in version 2
//   a text of 1024 bytes and 2 bytes; in 3 and 4 alignment u16, length u32, text
import { crc32 } from 'node:zlib';
import { ascii, be16, be32, clean, concat, cString, u16, u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const QUERY = 1;
const RESPONSE = 2;
const TEXT = 1024;
const SIZE_2 = 10 + TEXT + 2;

function query(): Uint8Array {
  const text = concat(ascii('_NRPE_CHECK'), new Uint8Array(TEXT + 2 - 11));
  const packet = (sum: number): Uint8Array => concat(be16(2), be16(QUERY), be32(sum), be16(0), text);
  return packet(crc32(packet(0)));
}

export const nrpe = defineService({
  name: 'nrpe',
  title: 'Nagios Remote Plugin Executor',
  specification: 'NRPE packets, version 2 to 4',
  ports: [5666],
  tlsPorts: [5666],
  hello: query(),

  read({ bytes }: Reply): Verdict | null {
    const version = u16(bytes, 0);
    if (version < 2 || version > 4 || u16(bytes, 2) !== RESPONSE || bytes.length < 17) return null;
    const size = version === 2 ? SIZE_2 : Math.min(16 + u32(bytes, 12), bytes.length + 1);
    if (bytes.length < size) return null;
    const packet = Uint8Array.from(bytes.subarray(0, size));
    packet.fill(0, 4, 8);
    if (crc32(packet) !== u32(bytes, 4)) return null;
    const text = clean(cString(bytes, version === 2 ? 10 : 16, TEXT));
    const number = /^NRPE v(\d[\w.-]{0,30})/.exec(text)?.[1];
    return {
      confidence: 1,
      product: 'Nagios NRPE',
      ...(number === undefined
        ? { info: text }
        : { version: number, cpe: [cpeOf('nagios', 'remote_plug_in_executor', number)] }),
      notes: [noLogin('answers this address', 'restrict allowed_hosts to the monitoring servers')],
    };
  },
});
