// RIP version 2 (RFC 2453 section 3.9.1): a request for one route, the default. The answer is as long as the question; only
// who is asked for address family 0 sends the whole table.
import type { UdpPayload } from '../payload.ts';

export const rip: UdpPayload = {
  name: 'rip',
  ports: [520],
  bytes: Uint8Array.of(
    ...[1, 2, 0, 0], // request, version 2
    ...[0, 2, 0, 0], // address family IP, no tag
    ...[0, 0, 0, 0, 0, 0, 0, 0], // 0.0.0.0 of mask 0.0.0.0
    ...[0, 0, 0, 0], // next hop
    ...[0, 0, 0, 16], // metric: infinity
  ),
};
