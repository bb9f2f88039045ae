// Kafka: kafka.apache.org/protocol, ApiVersions, which wants no login.
//
//   request    length u32, api 18 u16, version 0 u16, correlation u32, client (length u16)
//   answer     length u32, correlation u32, error i16, count u32, then api, least and most version u16 each
import { ascii, be16, be32, concat, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const API_VERSIONS = 18;
const CORRELATION = 0x706f7274;
const HEAD = 14;
const APIS_MOST = 200;
const CLIENT = 'portolan';
const BODY = concat(be16(API_VERSIONS), be16(0), be32(CORRELATION), be16(CLIENT.length), ascii(CLIENT));

export const kafka = defineService({
  name: 'kafka',
  title: 'Apache Kafka',
  specification: 'Kafka protocol guide: ApiVersions',
  ports: [9092, 9094, 9093],
  tlsPorts: [9093, 9094],
  hello: concat(be32(BODY.length), BODY),

  read({ bytes, to }) {
    const length = u32(bytes, 0);
    if (to !== 'kafka' || u32(bytes, 4) !== CORRELATION || length < 6 || length > 4096) return null;
    if (bytes.length < 4 + length) return { confidence: 0.6, more: true };
    const count = u32(bytes, 10);
    if (u16(bytes, 8) !== 0 || count < 1 || count > APIS_MOST || 10 + 6 * count > length) return null;
    const apis: Record<number, string> = {};
    for (let i = 0, at = HEAD; i < count; i++, at += 6) {
      if (u16(bytes, at + 2) > u16(bytes, at + 4)) return null;
      apis[u16(bytes, at)] = `${u16(bytes, at + 2)}-${u16(bytes, at + 4)}`;
    }
    // Its own request is among those it takes: what it does and what it says agree.
    return API_VERSIONS in apis ? { confidence: 1, info: `${count} requests`, details: { apis } } : null;
  },
});
