// Parts of the IPv4 address space that are treated apart (IANA IPv4 Special-Purpose Address Registry, RFC 6890).
import type { Range } from './ranges.ts';

/** Never scanned, whatever is asked: no host has such an address. */
export const NEVER_SCANNED: readonly { readonly range: Range; readonly name: string }[] = [
  { range: [0x00000000, 0x00ffffff], name: '0.0.0.0/8' }, // "this network", RFC 791
  { range: [0xe0000000, 0xefffffff], name: 'multicast 224.0.0.0/4' }, // RFC 5771
  { range: [0xf0000000, 0xfffffffe], name: 'reserved 240.0.0.0/4' }, // RFC 1112 section 4
  { range: [0xffffffff, 0xffffffff], name: 'broadcast 255.255.255.255' }, // RFC 919
];

/** Not public: one's own, or nobody's. Sorted, disjoint. */
export const NOT_PUBLIC: readonly Range[] = [
  [0x0a000000, 0x0affffff], // 10.0.0.0/8, RFC 1918
  [0x64400000, 0x647fffff], // 100.64.0.0/10, carrier-grade NAT, RFC 6598
  [0x7f000000, 0x7fffffff], // 127.0.0.0/8, loopback, RFC 1122
  [0xa9fe0000, 0xa9feffff], // 169.254.0.0/16, link-local, RFC 3927
  [0xac100000, 0xac1fffff], // 172.16.0.0/12, RFC 1918
  [0xc0000000, 0xc00000ff], // 192.0.0.0/24, IETF protocol assignments, RFC 6890
  [0xc0000200, 0xc00002ff], // 192.0.2.0/24, documentation, RFC 5737
  [0xc0a80000, 0xc0a8ffff], // 192.168.0.0/16, RFC 1918
  [0xc6120000, 0xc613ffff], // 198.18.0.0/15, benchmarks, RFC 2544
  [0xc6336400, 0xc63364ff], // 198.51.100.0/24, documentation, RFC 5737
  [0xcb007100, 0xcb0071ff], // 203.0.113.0/24, documentation, RFC 5737
];

/** Public addresses that may be scanned without saying that one is authorized. */
export const PUBLIC_WITHOUT_ASKING = 256;
