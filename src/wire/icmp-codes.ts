// ICMPv4: where fields stand, message types, and the codes of destination unreachable and time exceeded (RFC 792, RFC 1812
// section 5.2.7.1). For those who read no more than that; the codec is icmp.ts.

export const OFFSET = {
  type: 0,
  code: 1,
  checksum: 2,
  rest: 4,
  identifier: 4,
  sequence: 6,
  /** RFC 1191 section 4: in "fragmentation needed". */
  nextHopMtu: 6,
  data: 8,
  /** Of a timestamp request and its reply (RFC 792): the sender's time, which comes back. */
  originate: 8,
} as const;

/** Bytes of a timestamp message, and of an address mask message (RFC 950), from the type on. */
export const TIMESTAMP_LENGTH = 20;
export const MASK_LENGTH = 12;

/** So many bytes of what an error quotes are there, behind its IPv4 header. */
export const QUOTED_LENGTH = 8;

export const TYPE = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echo: 8,
  timeExceeded: 11,
  parameterProblem: 12,
  timestamp: 13,
  timestampReply: 14,
  mask: 17,
  maskReply: 18,
} as const;

export const UNREACHABLE = {
  net: 0,
  host: 1,
  protocol: 2,
  port: 3,
  fragmentationNeeded: 4,
  sourceRouteFailed: 5,
  netUnknown: 6,
  hostUnknown: 7,
  sourceHostIsolated: 8,
  netProhibited: 9,
  hostProhibited: 10,
  netTypeOfService: 11,
  hostTypeOfService: 12,
  adminProhibited: 13,
  hostPrecedenceViolation: 14,
  precedenceCutoff: 15,
} as const;

export const TIME_EXCEEDED = { inTransit: 0, reassembly: 1 } as const;
