// The payloads that UDP ports are asked with, one line each; every other port is asked with an empty datagram. Where several
// are for the same port, the first asks it first.
import { addp } from './addp.ts';
import { afs } from './afs.ts';
import { artnet } from './artnet.ts';
import { bacnet } from './bacnet.ts';
import { bedrock } from './bedrock.ts';
import { capwap } from './capwap.ts';
import { coap } from './coap.ts';
import { crestron } from './crestron.ts';
import { dahua } from './dahua.ts';
import { dht } from './dht.ts';
import { dnp3 } from './dnp3.ts';
import { dnsRoot, dnsVersion } from './dns.ts';
import { edonkeyServer, kademlia } from './edonkey.ts';
import { ethernetIp } from './ethernet-ip.ts';
import { fins } from './fins.ts';
import { gamespyHandshake, gamespyInfo } from './gamespy.ts';
import { gtp1, gtp2 } from './gtp.ts';
import { gvcp } from './gvcp.ts';
import { iax2 } from './iax2.ts';
import { jenkins } from './jenkins.ts';
import { knxnetIp } from './knxnet-ip.ts';
import { lantronix } from './lantronix.ts';
import { lifx } from './lifx.ts';
import { memberlist } from './memberlist.ts';
import { mgcp } from './mgcp.ts';
import { mndp } from './mndp.ts';
import { modbus } from './modbus.ts';
import { moxa } from './moxa.ts';
import { mumble } from './mumble.ts';
import { ntp } from './ntp.ts';
import type { UdpPayload } from './payload.ts';
import { plex } from './plex.ts';
import { quake3 } from './quake3.ts';
import { rdpUdp } from './rdp-udp.ts';
import { sadp } from './sadp.ts';
import { slimproto } from './slimproto.ts';
import { snmpDiscovery } from './snmp.ts';
import { sourceQuery } from './source-query.ts';
import { steamDiscovery } from './steam.ts';
import { teamspeak3 } from './teamspeak3.ts';
import { teredo } from './teredo.ts';
import { twincat } from './twincat.ts';
import { ubiquiti } from './ubiquiti.ts';

export const PAYLOADS: readonly UdpPayload[] = [
  dnsVersion,
  dnsRoot,
  addp,
  afs,
  artnet,
  bacnet,
  bedrock,
  capwap,
  coap,
  crestron,
  dahua,
  dht,
  dnp3,
  edonkeyServer,
  ethernetIp,
  fins,
  gamespyHandshake,
  gamespyInfo,
  gtp1,
  gtp2,
  gvcp,
  iax2,
  jenkins,
  kademlia,
  knxnetIp,
  lantronix,
  lifx,
  memberlist,
  mgcp,
  mndp,
  modbus,
  moxa,
  mumble,
  ntp,
  plex,
  quake3,
  rdpUdp,
  sadp,
  slimproto,
  snmpDiscovery,
  sourceQuery,
  steamDiscovery,
  teamspeak3,
  teredo,
  twincat,
  ubiquiti,
];

/** What a port is asked with first. */
export function questionTo(port: number): Uint8Array {
  return PAYLOADS.find(({ ports }) => ports.includes(port))?.bytes ?? NOTHING;
}

const NOTHING = new Uint8Array(0);
