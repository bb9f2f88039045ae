// NetBIOS name service: a node's status (RFC 1002 sections 4.2.17 and 4.2.18).
import type { Datagrams, Self } from '../host.ts';

export interface NetbiosName {
  readonly name: string;
  /** The 16th byte: 0x00 workstation, 0x20 file server, 0x1c domain controllers, 0x1e browsers ([MS-NBTE] appendix A). */
  readonly suffix: number;
  readonly isGroup?: boolean;
}

const STATUS = 0x21;
const ACTIVE = 0x0400;
const GROUP = 0x8000;
const STATISTICS = 46;

/** A workstation that shares files: its name twice, and its workgroup. */
export function fileServer(name: string, workgroup: string): readonly NetbiosName[] {
  return [
    { name, suffix: 0x00 },
    { name: workgroup, suffix: 0x00, isGroup: true },
    { name, suffix: 0x20 },
  ];
}

/** `mac`: Samba says zeros there, Windows its own. */
export function netbios(self: Self | null, names: readonly NetbiosName[]): Datagrams {
  const entries = names.map(({ name, suffix, isGroup = false }) => {
    const entry = Buffer.alloc(18, ' ');
    entry.write(name.slice(0, 15), 0, 'latin1');
    entry[15] = suffix;
    entry.writeUInt16BE(ACTIVE | (isGroup ? GROUP : 0), 16);
    return entry;
  });
  const statistics = Buffer.alloc(STATISTICS);
  if (self !== null) Buffer.from(self.mac.replaceAll(':', ''), 'hex').copy(statistics);
  const data = Buffer.concat([Buffer.from([names.length]), ...entries, statistics]);
  return {
    answer(heard) {
      const isQuery = heard.length >= 50 && (heard[2] & 0xf8) === 0 && heard.readUInt16BE(4) === 1 && heard[12] === 32;
      if (!isQuery || heard.readUInt16BE(46) !== STATUS) return null;
      const head = Buffer.alloc(12);
      heard.copy(head, 0, 0, 2);
      head.writeUInt16BE(0x8400, 2);
      head.writeUInt16BE(1, 6);
      const rest = Buffer.alloc(10);
      rest.writeUInt16BE(STATUS, 0);
      rest.writeUInt16BE(1, 2);
      rest.writeUInt16BE(data.length, 8);
      return Buffer.concat([head, heard.subarray(12, 46), rest, data]);
    },
  };
}
