// The kernel's numbers and their names: linux/rtnetlink.h and linux/neighbour.h, as ip(8) spells them.
import type { NeighbourState, RouteScope, RouteType } from './values.ts';

/** RTN_* */
export const ROUTE_TYPES: ReadonlyMap<number, RouteType> = new Map([
  [0, 'unspecified'],
  [1, 'unicast'],
  [2, 'local'],
  [3, 'broadcast'],
  [4, 'anycast'],
  [5, 'multicast'],
  [6, 'blackhole'],
  [7, 'unreachable'],
  [8, 'prohibit'],
  [9, 'throw'],
  [10, 'nat'],
]);

/** RT_SCOPE_* */
export const ROUTE_SCOPES: ReadonlyMap<number, RouteScope> = new Map([
  [0, 'global'],
  [200, 'site'],
  [253, 'link'],
  [254, 'host'],
  [255, 'nowhere'],
]);

/** NUD_*; an entry is in one state at a time. */
export const NEIGHBOUR_STATES: ReadonlyMap<number, NeighbourState> = new Map([
  [0x00, 'none'],
  [0x01, 'incomplete'],
  [0x02, 'reachable'],
  [0x04, 'stale'],
  [0x08, 'delay'],
  [0x10, 'probe'],
  [0x20, 'failed'],
  [0x40, 'noarp'],
  [0x80, 'permanent'],
]);
