// Why, in words that a person understands: what a word is, and where it was heard.
import type { Kind } from '../../finding/finding.ts';
import { KIND_TITLES } from '../../finding/titles.ts';
import type { Word } from './word.ts';

const SHOWN_MOST = 80;

const SOURCES: Readonly<Record<string, string>> = {
  mdns: 'mDNS',
  netbios: 'NetBIOS',
  snmp: 'SNMP',
  'snmp-lldp': 'an LLDP table (SNMP)',
  'snmp-cdp': 'a CDP table (SNMP)',
  smb: 'SMB',
  upnp: 'UPnP',
  'ws-discovery': 'WS-Discovery',
  llmnr: 'LLMNR',
  dhcp: 'DHCP',
  mac: 'its MAC address',
  rdp: 'RDP',
  'reverse-dns': 'DNS',
  'tcp-stack': 'its TCP/IP stack',
  target: 'whoever named it',
  routes: 'a route of this machine',
  'resolv-conf': 'resolv.conf of this machine',
};

export function because({ about, text, place, shown = text }: Word): string {
  const said = shown.length > SHOWN_MOST ? `${shown.slice(0, SHOWN_MOST)}…` : shown;
  switch (about) {
    case 'tcp':
    case 'udp':
      return `port ${text}/${about} is open`;
    case 'service':
      return `${placeOf(place)} speaks ${said}`;
    case 'product':
      return /^\d/.test(place) ? `${placeOf(place)} is ${said}` : `${placeOf(place)} says: ${said}`;
    case 'device':
    case 'kind':
      return `${placeOf(place)} says it is: ${KIND_TITLES[text as Kind] ?? said}`;
    case 'vendor':
      return `its network interface is by ${said}`;
    case 'mac':
      return `its MAC address is ${said}`;
    case 'maker':
      return `${placeOf(place)} says it was made by ${said}`;
    case 'model':
      return `${placeOf(place)} says its model is ${said}`;
    case 'name':
      return `${placeOf(place)} calls it ${said}`;
    case 'family':
      return `it runs ${said}`;
    case 'role':
      return `${placeOf(place)} says it serves as ${said}`;
    case 'netbios':
    case 'dhcp':
    case 'mdns':
    case 'upnp':
    case 'wsd':
    case 'snmp':
    case 'os':
    case 'says':
      return `${placeOf(place)} says: ${said}`;
  }
}

/** `port 80`, `mDNS`. */
export function placeOf(place: string): string {
  const [, port, proto] = /^(\d+)\/(tcp|udp)$/.exec(place) ?? [];
  if (port !== undefined) return proto === 'udp' ? `port ${port}/udp` : `port ${port}`;
  return SOURCES[place] ?? place;
}
