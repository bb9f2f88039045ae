// The tables, as kysely needs them for its types. migrations.ts makes them. Times are milliseconds since 1970, in UTC.
//
//   scan ─┬─ line       what it said: a row a host and batch, as JSON lines in their order; host null: about no host
//         └─ key_seen   keys that it saw, until its end: then they become a device's
//   host ─── port       an address, and what is known of it now
//     └──── device      who has it: a machine at an address for a time. Several with one `root` are one machine
//              ├─ device_key   what it was known by
//              └─ device_merge     why two are one; never deleted while they are there
import type { Generated } from 'kysely';

export interface ScanTable {
  id: Generated<number>;
  state: string;
  begun: number;
  ended: number | null;
  /** JSON, as all that is a list or an object here. */
  argv: string;
  targets: string;
  seed: string;
  hosts_up: number;
  open_ports: number;
  start: string;
  end_line: string | null;
  /** Who writes it: write/process.ts. Null: nobody. */
  process: string | null;
  /** The last of its lines that `host` and `port` know. */
  applied: number;
}

export interface LineTable {
  id: Generated<number>;
  scan: number;
  host: number | null;
  /** One or more lines, as JSON, a line end between them. */
  text: string;
}

export interface HostTable {
  id: Generated<number>;
  ip: string;
  /** Sorts as addresses do: 32 hexadecimal digits. */
  rank: string;
  /** Who has it now: `root` of that device. */
  device: number;
  /** The same before it was joined with others. */
  own_device: number;
  state: 'up' | 'down' | 'unknown';
  name: string | null;
  mac: string | null;
  vendor: string | null;
  kind: string | null;
  os: string | null;
  /** As facts have it: linux, windows ... */
  os_family: string | null;
  open_ports: number;
  first_seen: number;
  last_seen: number;
  scan: number;
}

export interface PortTable {
  /** portId() of write/port-id.ts: sorted by host, protocol, number. */
  id: number;
  host: number;
  proto: 'tcp' | 'udp';
  port: number;
  state: string;
  service: string | null;
  product: string | null;
  version: string | null;
  /** 0 or 1. */
  tls: number;
  /** Since when it is in this state. */
  first_seen: number;
  last_seen: number;
  scan: number;
}

export interface DeviceTable {
  id: Generated<number>;
  /** The least id of those that are one machine; its own where there is no other. */
  root: number;
  host: number;
  first_scan: number;
  last_scan: number;
  first_seen: number;
  last_seen: number;
}

export interface DeviceKeyTable {
  device: number;
  /** devices/kinds.ts. */
  kind: string;
  /** Of one slot a machine has one value at a time. */
  slot: string;
  value: string;
  /** Who said so. */
  source: string;
  first_seen: number;
  last_seen: number;
  /** The scan that saw it last. */
  scan: number;
}

export interface KeySeenTable {
  scan: number;
  host: number;
  kind: string;
  slot: string;
  value: string;
  source: string;
  time: number;
}

export interface MergeTable {
  id: Generated<number>;
  time: number;
  scan: number;
  one: number;
  other: number;
  reason: string;
  undone: number | null;
  undone_because: string | null;
}

export interface Tables {
  scan: ScanTable;
  line: LineTable;
  host: HostTable;
  port: PortTable;
  device: DeviceTable;
  device_key: DeviceKeyTable;
  key_seen: KeySeenTable;
  device_merge: MergeTable;
}
