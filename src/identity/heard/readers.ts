// Who reads what was heard: another protocol is a file beside this one, and a line here. None of them throws, whatever the bytes: strangers
// wrote them.
import { heardArp } from './arp.ts';
import { heardCdp } from './cdp.ts';
import { heardDhcp } from './dhcp.ts';
import type { Heard, HeardDatagram, Statement } from './heard.ts';
import { heardLldp } from './lldp.ts';
import { heardLlmnr } from './llmnr.ts';
import { heardMikrotik, heardUbiquiti } from './makers.ts';
import { heardMdns } from './mdns.ts';
import { address6, heardIcmpv6 } from './neighbours6.ts';
import { heardNetbios } from './netbios.ts';
import { heardSsdp } from './ssdp.ts';
import { heardWsDiscovery } from './ws-discovery.ts';

type ReadDatagram = (heard: HeardDatagram) => readonly Statement[];

/** By the port that is theirs, on whichever end. */
const BY_PORT: Readonly<Record<number, { readonly source: string; readonly read: ReadDatagram }>> = {
  67: { source: 'dhcp', read: heardDhcp },
  68: { source: 'dhcp', read: heardDhcp },
  137: { source: 'netbios', read: heardNetbios },
  138: { source: 'netbios', read: heardNetbios },
  1900: { source: 'ssdp', read: heardSsdp },
  3702: { source: 'ws-discovery', read: heardWsDiscovery },
  5353: { source: 'mdns', read: heardMdns },
  5355: { source: 'llmnr', read: heardLlmnr },
  5678: { source: 'mndp', read: heardMikrotik },
  10001: { source: 'ubiquiti', read: heardUbiquiti },
};

/** All that follows from what was heard. */
export function statementsOf(heard: Heard): readonly Statement[] {
  switch (heard.kind) {
    case 'arp':
      return heardArp(heard);
    case 'lldp':
      return heardLldp(heard);
    case 'cdp':
      return heardCdp(heard);
    case 'icmpv6':
      return heardIcmpv6(heard);
    case 'datagram':
      return ofDatagram(heard);
  }
}

function ofDatagram(heard: HeardDatagram): readonly Statement[] {
  const { mac, ip, ipv6, to, from } = heard;
  const reader = BY_PORT[to] ?? BY_PORT[from];
  if (reader === undefined) return [];
  return [
    ...(ip === null ? [] : [{ type: 'here', ip, mac, isClaim: false } as const]),
    ...(ipv6 === null ? [] : address6(mac, ipv6, reader.source)),
    ...reader.read(heard),
  ];
}
