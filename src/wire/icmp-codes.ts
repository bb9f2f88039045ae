// ICMPv4 message types and the codes of destination unreachable and time exceeded (RFC 792, RFC 1812 section 5.2.7.1).

export const TYPE = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echo: 8,
  timeExceeded: 11,
  parameterProblem: 12,
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
