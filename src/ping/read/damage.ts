// What is wrong with a packet as such, before it is asked whose it is.
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import * as udp from '../../wire/udp.ts';

/**
 * '' where nothing is. `offset`: of its IPv4 header, which is there; `body`: of what that carries, of which `length` bytes
 * were captured. `onWire`: the packet's bytes, captured or not. `unchecked`: nobody has looked at the checksum behind
 * the IPv4 header.
 */
export function damageOf(
  bytes: Uint8Array,
  offset: number,
  body: number,
  length: number,
  onWire: number,
  unchecked: boolean,
): string {
  if (ipv4.totalLength(bytes, offset) > onWire) return 'truncated';
  if (!ipv4.isIntact(bytes, offset)) return 'bad-checksum';
  if (ipv4.isFragment(bytes, offset)) return 'fragment';
  const whole = unchecked && ipv4.totalLength(bytes, offset) - (body - offset) === length;
  const source = ipv4.source(bytes, offset);
  const destination = ipv4.destination(bytes, offset);
  const carried = ipv4.protocol(bytes, offset);
  if (carried === ipv4.PROTOCOL_TCP) {
    if (tcp.check(bytes, body, length) === 0) return 'truncated';
    if (whole && !tcp.isIntact(bytes, body, length, source, destination)) return 'bad-checksum';
  } else if (carried === ipv4.PROTOCOL_UDP) {
    if (udp.check(bytes, body, length) === 0) return 'truncated';
    if (whole && !udp.isIntact(bytes, body, length, source, destination)) return 'bad-checksum';
  } else if (carried === ipv4.PROTOCOL_ICMP) {
    if (icmp.check(bytes, body, length) === 0) return 'truncated';
    if (whole && !icmp.isIntact(bytes, body, length)) return 'bad-checksum';
  }
  return '';
}
