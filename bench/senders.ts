// Who sends in the work `send`, and how each is asked for the same number of packets to the same hosts.
import { findProgram } from '../lab/available.ts';
import type { Lab } from '../lab/network/build.ts';
import { macOf } from './gauges/wire-counters.ts';
import { benchProgram } from './product.ts';
import { firstWire, masscanWay } from './tools.ts';

/** A power of two: one prefix. */
export const HOSTS = 64;
const PREFIX_LENGTH = 26;

export interface Sender {
  readonly name: string;
  readonly words: readonly string[];
  /** It ends only when one more packet comes in after its time is over, so it is sent some. */
  readonly needsPackets: boolean;
}

/** By a key each; peers that are not installed are left out. `emptyFile`: a file without a line. */
export async function sendersFor(lab: Lab, ports: number, emptyFile: string): Promise<Map<string, Sender>> {
  const { scanner, hop } = firstWire(lab);
  const mac = await macOf(lab.namespaces[hop.node], hop.interface);
  const [first, last] = [lab.hosts[0], lab.hosts[HOSTS - 1]];
  const own = (program: string, threads: number, name: string): Sender => {
    const target = [scanner.interface, mac, first, ...[HOSTS, ports, threads].map(String)];
    return { name, words: [process.execPath, benchProgram(program), ...target], needsPackets: false };
  };
  const senders = new Map([
    ['raw', own('programs/send-rate', 1, 'portolan, 1 sending thread')],
    ['ring-2', own('programs/send-rate', 2, 'portolan, 2 sending threads')],
    ['kernel', own('programs/send-xdp', 1, 'portolan, transmit program, 1 generator')],
    ['xdp-2', own('programs/send-xdp', 2, 'portolan, transmit program, 2 generators')],
  ]);
  if (findProgram('masscan') !== null) {
    const way = [...(await masscanWay(lab)), '--wait', '0'];
    const words = ['masscan', `${first}-${last}`, `-p1-${ports}`, '--rate', '100000000', ...way];
    senders.set('masscan', { name: 'masscan --rate 100000000', words, needsPackets: true });
  }
  if (findProgram('zmap') !== null) {
    // Debian's own list of what not to scan has the lab's addresses in it. Rate 0: none.
    const words = [
      ...['zmap', `${first}/${PREFIX_LENGTH}`, '-p', '80', '-P', String(ports), '-r', '0', '--sender-threads=1'],
      ...['-i', scanner.interface, '-S', scanner.address, '-G', mac, '-b', emptyFile, '-c', '0', '-q'],
      ...['--disable-syslog', '-o', '/dev/null'],
    ];
    senders.set('zmap', { name: 'zmap, 1 sender', words, needsPackets: false });
  }
  return senders;
}
