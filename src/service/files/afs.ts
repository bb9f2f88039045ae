// AFS: Rx (OpenAFS, doc/protocol/rx-spec; src/rx/rx_packet.h).
//
//   epoch u32 (ours), connection u32, call u32, number u32, serial u32, kind u8 (13 version), flags u8 (1 from the client), 6 bytes; 28 text of at most 65
import { AFS_EPOCH, afs as question } from '../../probe/udp/files/afs.ts';
import { clean, cString, stands, u8 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const VERSION = 13;
const FROM_CLIENT = 1;
const TEXT = 28;
const TEXT_MOST = 65;
const EPOCH = Uint8Array.from(AFS_EPOCH);
const SERVERS: Readonly<Record<number, string>> = {
  7000: 'file server',
  7001: 'cache manager',
  7002: 'protection server',
  7003: 'volume location server',
  7005: 'volume server',
  7007: 'overseer',
};

export const afs = defineService({
  name: 'afs',
  title: 'AFS',
  specification: 'OpenAFS: Rx',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes, endpoint }): Verdict | null {
    if (!stands(bytes, EPOCH) || u8(bytes, 20) !== VERSION || (u8(bytes, 21) & FROM_CLIENT) !== 0) return null;
    if (bytes.length <= TEXT || bytes.length > TEXT + TEXT_MOST + 3) return null;
    const told = clean(cString(bytes, TEXT, TEXT_MOST), TEXT_MOST);
    const version = /OpenAFS ?(?:stable )?(\d[\w.+~-]{0,30})/i.exec(told)?.[1];
    const likely = SERVERS[endpoint.port];
    return {
      confidence: 1,
      ...(/OpenAFS/i.test(told) ? { product: 'OpenAFS' } : {}),
      ...(version === undefined
        ? {}
        : { version, cpe: [cpeOf('openafs', 'openafs', version.replace(/[-+~].*$/, ''))] }),
      ...(likely === undefined ? {} : { info: `by its port the ${likely}` }),
      details: { version: told },
    };
  },
});
