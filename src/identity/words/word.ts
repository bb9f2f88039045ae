// A word: one thing that is known of a host, and where it was heard. Rules (src/identity/kinds/, src/identity/os/) look at words.
import type { HostPicture } from '../../finding/fold.ts';

export const ABOUTS = [
  /** The number of an open port. */
  'tcp',
  'udp',
  /** Of a port: the protocol, the program, what it says it is part of. */
  'service',
  'product',
  'device',
  /** What else was said in the clear: titles, `Server:`, sysDescr, greetings. */
  'says',
  /** What is announced or told by these protocols: types of services and devices, texts. */
  'mdns',
  'upnp',
  'wsd',
  'snmp',
  'netbios',
  'dhcp',
  /** Who made it, as it says, and who registered its MAC address. */
  'maker',
  'vendor',
  'mac',
  'name',
  'model',
  /** Its operating system, as something said it; `family` is what all comes to (src/identity/os/). */
  'os',
  'family',
  'role',
  /** What kind it is, as a source says outright. */
  'kind',
] as const;

export type About = (typeof ABOUTS)[number];

export interface Word {
  readonly about: About;
  readonly text: string;
  /** 0 to 1. */
  readonly sure: number;
  /** Words of one origin are one witness: `9100/tcp`, `mdns`, `mac`; of a program on several ports, the program. */
  readonly origin: string;
  /** Where it was heard, as a person is told: `9100/tcp`, `mdns`. */
  readonly place: string;
  /** The text for people, where that is another. */
  readonly shown?: string;
}

/** What words are made of: a host as it is folded, or as much of it as is known. */
export type KnownHost = Pick<HostPicture, 'ip'> & Partial<HostPicture>;
