// The binary protocol of Memcached, which Couchbase's data service speaks: memcached wiki "BinaryProtocolRevamped".
//
//   header   magic u8 (0x80 request, 0x81 answer), opcode u8 (0x0b version), key length u16, extras length u8, type u8,
//            status u16, body length u32, opaque u32, CAS 8 bytes
import { concat, hex, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const ANSWER = 0x81;
const HEADER = 24;
const VERSION = 0x0b;
const OPAQUE = hex('706f7274');
const STATUS_MOST = 0x00ff;

export const couchbase = defineService({
  name: 'couchbase',
  title: 'Couchbase data service',
  specification: 'Memcached binary protocol',
  ports: [11210],
  tlsPorts: [11207],
  hello: concat(hex('80 0b 0000 00 00 0000 00000000'), OPAQUE, new Uint8Array(8)),
  ownPortsOnly: true,

  read({ bytes, to }) {
    if (u8(bytes, 0) !== ANSWER || bytes.length < HEADER || u16(bytes, 6) > STATUS_MOST) return null;
    const length = u32(bytes, 8);
    if (u16(bytes, 2) + u8(bytes, 4) > length || HEADER + length !== bytes.length) return null;
    if (to !== 'couchbase' || u8(bytes, 1) !== VERSION || u32(bytes, 12) !== u32(OPAQUE, 0))
      return { confidence: 0.6, service: 'memcached' };
    const version = textAt(bytes, HEADER, length);
    if (!/^\d[\w.+-]{1,60}$/.test(version)) return { confidence: 0.9, service: 'memcached' };
    // Couchbase tells its build behind the version: `7.2.4-7070-enterprise`.
    const own = /^(\d+\.\d+\.\d+)-\d{3,5}\b/.exec(version)?.[1];
    return own === undefined
      ? {
          confidence: 1,
          service: 'memcached',
          product: 'Memcached',
          version,
          cpe: [cpeOf('memcached', 'memcached', version)],
        }
      : {
          confidence: 1,
          product: 'Couchbase Server',
          version: own,
          info: version,
          cpe: [cpeOf('couchbase', 'couchbase_server', own)],
        };
  },
});
