// NetBIOS name service: RFC 1002 section 4.2.18, the status of a node: its names, and the number of its network card.
//
//   header   id u16, flags u16 (8400 an answer), counts u16: 0, 1, 0, 0;   name (34 bytes, or a pointer), type u16 (0x21), class,
//   TTL u32, length u16;   count u8, each: 15 characters, kind u8, flags u16 (8000 a group); then the statistics, MAC first
import { NETBIOS_ID as ID, netbiosName as question } from '../../probe/udp/sharing/netbios-name.ts';
import { clean, hex, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const ANSWER = 0x8000;
const HEADER = 12;
const NBSTAT = 0x21;
const ENTRY = 18;
const NAME = 15;
const GROUP = 0x8000;
const FULL_NAME = 34;
/** RFC 1001 section 17 leaves the last byte to programs ([MS-BRWS] section 3.1.1, [MS-NBTE] section 2.2.3). */
const WORKSTATION = 0x00;
const SERVER = 0x20;
const KINDS: Readonly<Record<number, string>> = {
  [WORKSTATION]: 'workstation',
  3: 'messenger',
  6: 'remote access',
  [SERVER]: 'file server',
  27: 'domain master browser',
  28: 'domain controllers',
  29: 'master browser',
  30: 'browser elections',
};
const NO_MAC = hex('000000000000');

export const netbiosName = defineService({
  name: 'netbios-ns',
  title: 'NetBIOS name service',
  specification: 'RFC 1002',
  ports: [],
  udpPorts: [137],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== ID || (u16(bytes, 2) & ANSWER) === 0 || u16(bytes, 6) !== 1) return null;
    if (u16(bytes, 4) !== 0) return null;
    const type = HEADER + (u8(bytes, HEADER) >= 0xc0 ? 2 : FULL_NAME);
    const count = u8(bytes, type + 10);
    const length = u16(bytes, type + 8);
    if (u16(bytes, type) !== NBSTAT || u16(bytes, type + 2) !== 1 || length < 1 + count * ENTRY) return null;
    if (bytes.length < type + 10 + length) return null;
    const names = namesOf(bytes, type + 11, count);
    const host = names.find(({ kind, group }) => kind === WORKSTATION && !group)?.name;
    const group = names.find((each) => each.kind === WORKSTATION && each.group)?.name;
    const mac = bytes.subarray(type + 11 + count * ENTRY, type + 17 + count * ENTRY);
    const hasMac = mac.length === 6 && !mac.every((byte, at) => byte === NO_MAC[at]);
    const controller = names.some(({ kind }) => kind === 0x1c);
    return {
      confidence: 1,
      ...(host === undefined ? {} : { hostname: host }),
      info: [group === undefined ? '' : `workgroup ${group}`, controller ? 'domain controller' : '']
        .filter(Boolean)
        .join('; '),
      details: {
        names: names.map(({ name, kind, group: isGroup }) => ({
          name,
          kind: KINDS[kind] ?? `0x${kind.toString(16)}`,
          group: isGroup,
        })),
        ...(hasMac ? { mac: [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join(':') } : {}),
      },
    };
  },
});

interface NodeName {
  readonly name: string;
  readonly kind: number;
  readonly group: boolean;
}

function namesOf(bytes: Uint8Array, begin: number, count: number): NodeName[] {
  return Array.from({ length: count }, (_, k) => begin + k * ENTRY).map((at) => ({
    name: clean(textAt(bytes, at, NAME)),
    kind: u8(bytes, at + NAME),
    group: (u16(bytes, at + NAME + 1) & GROUP) !== 0,
  }));
}
