// Why our own kernel would not send, as the stable word of a result's reason: errno(3) of Linux.
const WORDS: Readonly<Record<number, string>> = {
  1: 'not-permitted', // EPERM: a firewall rule of this machine
  6: 'interface-gone', // ENXIO
  13: 'not-permitted', // EACCES
  19: 'interface-gone', // ENODEV
  22: 'invalid-packet', // EINVAL
  90: 'message-too-long', // EMSGSIZE
  99: 'address-gone', // EADDRNOTAVAIL
  100: 'interface-down', // ENETDOWN
  101: 'network-unreachable', // ENETUNREACH
  113: 'host-unreachable', // EHOSTUNREACH
};

export const QUEUE_FULL = 'queue-full';

export function refusalReason(errno: number): string {
  return WORDS[errno] ?? `errno-${errno}`;
}

/** What a person can do about it. */
export function refusalAdvice(errno: number): string {
  switch (refusalReason(errno)) {
    case 'not-permitted':
      return 'a firewall rule of this machine forbids it; see: nft list ruleset';
    case 'message-too-long':
      return 'the packet is larger than the interface carries; send a smaller payload';
    case 'interface-down':
    case 'interface-gone':
      return 'see: ip link';
    default:
      return 'see: ip route';
  }
}
