// How far a host is, by the TTL of what it sent.

/** What systems begin with: RFC 1700 recommends 64; Windows has 128, routers 255, old systems 32. */
const INITIAL = [32, 64, 128, 255] as const;

/** Routers on the way: the least initial TTL that could be left as `ttl` here (1 to 255), less that. */
export function hopsOf(ttl: number): number {
  return (INITIAL.find((initial) => initial >= ttl) ?? ttl) - ttl;
}
