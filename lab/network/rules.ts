// nft(8) text for what scenarios do to packets. Counters are named, so that build.ts can read them.
// Chains at `raw` see a packet before everything else, chains at priority 300 after everything else.

/** Loses `percent` of all IPv4 packets, each way, each by a draw of its own. */
export function lose(percent: number): string {
  return `table inet lab-loss {
  counter in-seen { }
  counter in-lost { }
  counter out-seen { }
  counter out-lost { }
  chain in {
    type filter hook prerouting priority raw;
    meta nfproto ipv4 counter name in-seen
    meta nfproto ipv4 numgen random mod 100 < ${percent} counter name in-lost drop
  }
  chain out {
    type filter hook postrouting priority 300;
    meta nfproto ipv4 counter name out-seen
    meta nfproto ipv4 numgen random mod 100 < ${percent} counter name out-lost drop
  }
}
`;
}

/** Counts and drops every IPv4 packet that comes in at an interface, before the kernel looks at it; ARP is answered. */
export function dropEarly(interfaceName: string): string {
  return `table netdev lab-early {
  counter arrived { }
  chain in {
    type filter hook ingress device "${interfaceName}" priority -500;
    meta protocol ip counter name arrived drop
  }
}
`;
}

/** What happens to packets that `passOnly` does not let through. */
export type Fate = 'drop' | 'admin-prohibited' | 'port-unreachable' | 'host-unreachable' | 'tcp-reset';

/** Lets TCP through to the listed (address, port) pairs only; the set `passed` is what truth() reads back. */
export function passOnly(
  pairs: readonly (readonly [address: string, port: number])[],
  fate: Fate,
  scope: string,
): string {
  const elements = pairs.map(([address, port]) => `${address} . ${port}`).join(', ');
  const end = fate === 'drop' ? 'drop' : `reject with ${fate === 'tcp-reset' ? 'tcp reset' : `icmp ${fate}`}`;
  return `table inet lab-fence {
  counter fenced { }
  set passed {
    type ipv4_addr . inet_service
    ${elements === '' ? '' : `elements = { ${elements} }`}
  }
  chain in {
    type filter hook input priority filter;
    ip daddr ${scope} meta l4proto tcp ip daddr . tcp dport != @passed counter name fenced ${end}
  }
}
`;
}

/** Everything to `scope` is dropped, but what goes to `hosts`: the other addresses are as good as absent. */
export function onlyHosts(hosts: readonly string[], scope: string): string {
  return `table inet lab-hosts {
  counter absent { }
  set present {
    type ipv4_addr
    elements = { ${hosts.join(', ')} }
  }
  chain in {
    type filter hook prerouting priority raw;
    ip daddr ${scope} ip daddr != @present counter name absent drop
  }
}
`;
}

/** Lets out `perSecond` RSTs; the rest are dropped, as hosts do that limit them. */
export function limitResets(perSecond: number): string {
  return `table inet lab-resets {
  counter resets-seen { }
  counter resets-dropped { }
  chain out {
    type filter hook output priority filter;
    tcp flags & rst == rst counter name resets-seen
    tcp flags & rst == rst limit rate over ${perSecond}/second burst ${perSecond} packets counter name resets-dropped drop
  }
}
`;
}

/**
 * Every port of these addresses answers SYN-ACK, by the kernel's SYN proxy, whoever listens. Nobody does, but the RST
 * that the proxy would pass on is swallowed: connections stay open, as at a tarpit.
 */
export function synProxy(addresses: readonly string[]): string {
  return `table ip lab-synproxy {
  counter proxied { }
  set proxied-hosts {
    type ipv4_addr
    elements = { ${addresses.join(', ')} }
  }
  chain raw {
    type filter hook prerouting priority raw;
    ip daddr @proxied-hosts tcp flags syn notrack
  }
  chain in {
    type filter hook input priority filter;
    ip daddr @proxied-hosts meta l4proto tcp ct state invalid,untracked counter name proxied synproxy mss 1460 wscale 7 timestamp sack-perm
    ip daddr @proxied-hosts ct state invalid drop
  }
  chain out {
    type filter hook output priority filter;
    ip saddr @proxied-hosts tcp flags & rst == rst drop
  }
}
`;
}
