// A namespace with most that netlink tells of: links of several kinds, addresses, routes, rules, neighbours.
import { ip, type Namespaces, sysctl } from './namespaces.ts';

/** The name of the namespace. */
export async function buildNetlinkNetwork(spaces: Namespaces): Promise<string> {
  const inside = await spaces.add('nl-scanner');
  const peer = await spaces.add('nl-peer');
  await ip(inside, [
    `link add lan0 type veth peer name lan1 netns ${peer}`,
    'addr add 198.18.0.1/24 broadcast + dev lan0',
    'addr add 198.18.0.9/24 dev lan0',
    'link set lan0 up',
    'link add br-0123456789ab type bridge',
    `link add vc0 type veth peer name vc1 netns ${peer}`,
    'link set vc0 master br-0123456789ab',
    'link set vc0 up',
    'addr add 198.51.100.1/24 broadcast + dev br-0123456789ab',
    'link set br-0123456789ab up',
    'link add link lan0 name mv0 type macvlan mode bridge',
    'addr add 203.0.113.1/28 dev mv0',
    'link set mv0 up',
    'tuntap add dev tun0 mode tun',
    'addr add 192.0.2.1 peer 192.0.2.2/32 dev tun0',
    'link set tun0 up',
    'tuntap add dev tap0 mode tap',
  ]);
  await ip(peer, ['addr add 198.18.0.2/24 dev lan1', 'link set lan1 up', 'link set vc1 up']);
  await sysctl(inside, { 'net.ipv4.conf.all.ignore_routes_with_linkdown': 0 });
  await ip(inside, [
    'route add default via 198.18.0.254 metric 50',
    'route add default via 198.51.100.254 metric 900',
    'route add 198.19.0.0/16 via 198.18.0.2',
    'route add local 198.19.255.0/24 dev lo',
    'route add blackhole 203.0.113.128/25',
    'route add unreachable 203.0.113.64/26',
    'route add prohibit 203.0.113.32/27',
    'route add 203.0.113.16/28 nexthop via 198.18.0.3 dev lan0 nexthop via 198.18.0.4 dev lan0',
    'route add default via 198.18.0.66 table 100',
    'rule add to 198.51.100.128/25 table 100 priority 1000',
    'neigh add 198.18.0.55 lladdr 02:00:00:00:00:55 dev lan0 nud permanent',
    'neigh add 198.18.0.56 lladdr 02:00:00:00:00:56 dev lan0 nud stale',
    'neigh add 198.18.0.57 lladdr 02:00:00:00:00:57 dev lan0 nud reachable',
  ]);
  return inside;
}
