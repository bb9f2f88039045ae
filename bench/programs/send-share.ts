// What one thread of send-rate.ts or send-xdp.ts sends, from the words of their command line.
import { addressNumber, dotted, labAddress } from '../../lab/network/addresses.ts';
import { planInterfaces } from '../../src/link/interfaces/interfaces.ts';

export interface Share {
  readonly own: {
    readonly name: string;
    readonly index: number;
    /** Unsigned 32 bits. */
    readonly source: number;
    readonly mac: Uint8Array;
  };
  readonly destinationMac: Uint8Array;
  /** The first of `hosts` addresses in a row. */
  readonly first: number;
  readonly hosts: number;
  /** Ports 1 to this one. */
  readonly ports: number;
}

/** The whole of the hosts, and by how many threads. Throws where the words are wrong, or the addresses not the lab's. */
export function readShare(program: string, words: readonly string[]): Share & { readonly threads: number } {
  const [interfaceName, mac, firstAddress, ...numbers] = words;
  const [hosts, ports, threads] = numbers.map(Number);
  if (!(hosts >= 1 && ports >= 1 && ports <= 65_535 && threads >= 1 && threads <= 16 && hosts % threads === 0)) {
    throw new Error(`usage: ${program} INTERFACE DESTINATION-MAC FIRST-ADDRESS HOSTS PORTS THREADS`);
  }
  const first = addressNumber(firstAddress);
  // Nothing but the lab is ever flooded.
  labAddress(firstAddress);
  labAddress(dotted(first + hosts - 1));
  const found = planInterfaces().find(({ name }) => name === interfaceName);
  if (found === undefined || found.mac === null || found.addresses.length === 0) {
    throw new Error(`${interfaceName} is no Ethernet interface with an address`);
  }
  const { name, index, addresses } = found;
  const own = { name, index, source: addresses[0].address, mac: macBytes(found.mac) };
  return { own, destinationMac: macBytes(mac), first, hosts, ports, threads };
}

/** Equal shares of the hosts, one a thread. */
export function readShares(program: string, words: readonly string[]): Share[] {
  const { threads, ...whole } = readShare(program, words);
  const hosts = whole.hosts / threads;
  return Array.from({ length: threads }, (_, k) => ({ ...whole, first: whole.first + k * hosts, hosts }));
}

function macBytes(text: string): Uint8Array {
  const bytes = text.split(':').map((digits) => Number.parseInt(digits, 16));
  if (bytes.length !== 6 || bytes.some((byte) => !(byte >= 0 && byte <= 255))) {
    throw new Error(`"${text}" is not a MAC address`);
  }
  return Uint8Array.from(bytes);
}
