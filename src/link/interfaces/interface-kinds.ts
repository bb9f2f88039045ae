// How interfaces are told apart: by what the kernel says made them, their hardware type, and the names that container
// and virtual machine software gives its bridges.

export type InterfaceKind =
  | 'physical'
  | 'bridge'
  | 'bond'
  /** A bridge that containers or virtual machines of this host are on. */
  | 'docker bridge'
  | 'veth'
  | 'macvlan'
  | 'vlan'
  /** tun and tap, WireGuard, PPP, IP tunnels. */
  | 'tun'
  | 'loopback'
  | 'other';

/** IFLA_INFO_KIND to ours; anything else is `other`. */
export const KINDS: ReadonlyMap<string, InterfaceKind> = new Map<string, InterfaceKind>([
  ['bridge', 'bridge'],
  ['openvswitch', 'bridge'],
  ['bond', 'bond'],
  ['team', 'bond'],
  ['veth', 'veth'],
  ['netkit', 'veth'],
  ['macvlan', 'macvlan'],
  ['macvtap', 'macvlan'],
  ['ipvlan', 'macvlan'],
  ['ipvtap', 'macvlan'],
  ['vlan', 'vlan'],
  ['tun', 'tun'],
  ['wireguard', 'tun'],
  ['ppp', 'tun'],
  ['ipip', 'tun'],
  ['sit', 'tun'],
  ['gre', 'tun'],
  ['vti', 'tun'],
  ['xfrm', 'tun'],
]);

/** linux/if_arp.h */
export const ARPHRD_ETHER = 1;
/** PPP, tunnels, nothing at all: packets without a link header. */
export const ARPHRD_TUNNELS: readonly number[] = [512, 768, 776, 778, 0xfffe];

/** Bridges of Docker, Podman, Kubernetes, libvirt, LXC, LXD and Incus, by the names their software gives them. */
export const CONTAINER_BRIDGE =
  /^(docker\d+|docker_gwbridge|br-[0-9a-f]{12}|cni\d+|cni-podman\d+|podman\d+|nerdctl\d+|kube-bridge|virbr\d+|lxcbr\d+|lxdbr\d+|incusbr\d+|vmnet\d+|vboxnet\d+)$/;
