// The stack of the receive program: what was read of a packet, and what it says. Offsets from r10, so that 32-bit fields
// are aligned; the kernel gives a program 512 bytes.
export const STACK = {
  /** Ethernet and IPv4 header as they came, 34 bytes; or Ethernet and ARP, 42. */
  head: -42,
  /** What is behind the IPv4 header: a TCP, UDP or echo header, or ICMP with the quoted IPv4 header. */
  rest: -72,
  /** 8 bytes behind the quoted IPv4 header. */
  quoted: -80,
  /** 32-bit numbers; the first eight are an answer (src/probe/answer.ts). */
  address: -88,
  port: -96,
  ourAddress: -104,
  ourPort: -112,
  cookie: -120,
  cookieMask: -128,
  /** ttl << 16 | window. */
  ttlWindow: -136,
  icmp: -144,
  icmpSource: -152,
  portIndex: -160,
  rtt: -168,
  /** 1: the host has not answered before. */
  first: -176,
  verdict: -184,
} as const;
