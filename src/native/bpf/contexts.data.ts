// What programs are given in r1, and what they give back in r0 (linux/bpf.h).

/** Bytes from the begin of `struct xdp_md`, each field 32 bits; data and dataEnd load as pointers to the frame. */
export const XDP_MD = {
  data: 0,
  dataEnd: 4,
  dataMeta: 8,
  ingressInterface: 12,
  receiveQueue: 16,
  egressInterface: 20,
} as const;

/** Bytes from the begin of `struct __sk_buff`, what a socket filter is given; each field 32 bits. */
export const SK_BUFF = { length: 0, packetType: 4 } as const;

/**
 * Bytes from the begin of what the raw tracepoint xdp_devmap_xmit is given (include/trace/events/xdp.h), 64 bits each:
 * frames that a driver took of a batch that was redirected to it, and those it did not take.
 */
export const DEVMAP_XMIT = { fromDevice: 0, toDevice: 8, sent: 16, drops: 24, error: 32 } as const;

/** What becomes of the frame. */
export const XDP = {
  /** An error; counted as a drop, seen by the xdp_exception tracepoint. */
  aborted: 0,
  drop: 1,
  /** To the kernel, as if the program were not there. */
  pass: 2,
  /** Back out where it came in. */
  transmit: 3,
  /** To where `redirect` or `redirect_map` said. */
  redirect: 4,
} as const;

/** Flags of map_update_elem. */
export const UPDATE = { any: 0, onlyNew: 1, onlyExisting: 2 } as const;

/** Flags of ringbuf_submit, ringbuf_discard and ringbuf_output: whether who waits in poll(2) is woken. */
export const RING_BUFFER_WAKE = { adaptive: 0, never: 1, always: 2 } as const;
