// A network behind a router's address, on which most hide: 100 addresses of 198.19.0.0/22 at one kernel.
//
//   .1 - .60    ordinary: echo, and a RST for every port
//   .61 - .70   no echo
//   .71 - .80   nothing but the addresses' own refusals of UDP
//   .81 - .100  one common TCP port each, all else is dropped

import { start } from '../process.ts';
import { labProgram } from '../program.ts';
import { dotted } from './addresses.ts';
import { ip, nft, sysctl } from './namespaces.ts';
import { openPair, type Pair } from './pair.ts';

export const NETWORK = '198.19.0.0/22';
export const HOSTS = 100;
const FIRST = 0xc6130001;
const ROUTER = '198.18.9.2';
const COMMON = [22, 80, 443, 445, 3389, 8080, 25, 53, 139, 5900];

const address = (number: number): string => dotted(FIRST + number - 1);

export interface HidingNetwork extends Pair {
  /** All that are there. */
  readonly hosts: readonly string[];
}

/** `lossPercent`: of all packets to it. */
export async function openHidingNetwork(lossPercent = 0): Promise<HidingNetwork> {
  const pair = await openPair([ROUTER]);
  const numbers = Array.from({ length: HOSTS }, (_, k) => k + 1);
  await ip(pair.target, ['link set lo up', ...numbers.map((number) => `addr add ${address(number)}/32 dev lo`)]);
  // They stand for a hundred kernels, each with limits of its own.
  const most = 1_000_000;
  await sysctl(pair.target, {
    'net.ipv4.icmp_ratelimit': 0,
    'net.ipv4.icmp_msgs_per_sec': most,
    'net.ipv4.icmp_msgs_burst': most,
  });
  await ip(pair.scannerNamespace, [`route add 198.19.0.0/16 via ${ROUTER}`]);
  const passed = numbers.slice(80).map((number, k) => `${address(number)} . ${COMMON[k % COMMON.length]}`);
  const lost = `numgen random mod 100 < ${lossPercent} drop`;
  await nft(
    pair.target,
    `table inet hiding {
  set passed {
    type ipv4_addr . inet_service
    elements = { ${passed.join(', ')} }
  }
  chain in {
    type filter hook input priority filter;
    ${lossPercent > 0 ? lost : ''}
    ip daddr ${address(61)}-${address(70)} icmp type echo-request drop
    ip daddr ${address(71)}-${address(80)} meta l4proto != udp drop
    ip daddr . tcp dport @passed accept
    ip daddr ${address(81)}-${address(100)} drop
  }
}
`,
  );
  const listeners = start('ip', [
    ...['netns', 'exec', pair.target, process.execPath],
    labProgram('machines/listeners'),
  ]);
  await listeners.ask(JSON.stringify(COMMON.map((port) => ['0.0.0.0', port])));
  return { ...pair, hosts: numbers.map(address) };
}
