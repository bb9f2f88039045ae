// The payloads that UDP ports are asked with, one line each; every other port is asked with an empty datagram. Where several
// are for the same port, the first asks it first. What is answered from another port than it was asked on is not asked by the
// scan (tftp.ts).
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
import { dtls } from './dtls.ts';
import { edonkeyServer, kademlia } from './edonkey.ts';
import { ethernetIp } from './ethernet-ip.ts';
import { fins } from './fins.ts';
import { gamespyHandshake, gamespyInfo } from './gamespy.ts';
import { gtp1, gtp2 } from './gtp.ts';
import { gvcp } from './gvcp.ts';
import { iax2 } from './iax2.ts';
import { ikeV1, ikeV1Nat, ikeV2, ikeV2Nat } from './ike.ts';
import { asfPing, ipmi } from './ipmi.ts';
import { jenkins } from './jenkins.ts';
import { kerberos } from './kerberos.ts';
import { knxnetIp } from './knxnet-ip.ts';
import { l2tp } from './l2tp.ts';
import { lantronix } from './lantronix.ts';
import { cldapNetlogon, cldapRootDse } from './ldap.ts';
import { lifx } from './lifx.ts';
import { llmnr } from './llmnr.ts';
import { mdns } from './mdns.ts';
import { memberlist } from './memberlist.ts';
import { memcached } from './memcached.ts';
import { mgcp } from './mgcp.ts';
import { mndp } from './mndp.ts';
import { modbus } from './modbus.ts';
import { moxa } from './moxa.ts';
import { mssqlBrowser } from './mssql-browser.ts';
import { mumble } from './mumble.ts';
import { natPmp, pcp } from './nat-pmp.ts';
import { netbiosName } from './netbios-name.ts';
import { ntp } from './ntp.ts';
import { ntpControl } from './ntp-control.ts';
import { openvpn } from './openvpn.ts';
import type { UdpPayload } from './payload.ts';
import { plex } from './plex.ts';
import { quake3 } from './quake3.ts';
import { quic } from './quic.ts';
import { radius } from './radius.ts';
import { rdpUdp } from './rdp-udp.ts';
import { rip } from './rip.ts';
import { mountd, nfs, rpcbind } from './rpc.ts';
import { sadp } from './sadp.ts';
import { sip } from './sip.ts';
import { slimproto } from './slimproto.ts';
import { slp } from './slp.ts';
import { anything, echo } from './small.ts';
import { snmpDiscovery } from './snmp.ts';
import { sourceQuery } from './source-query.ts';
import { ssdp } from './ssdp.ts';
import { steamDiscovery } from './steam.ts';
import { stun } from './stun.ts';
import { teamspeak3 } from './teamspeak3.ts';
import { teredo } from './teredo.ts';
import { tftp } from './tftp.ts';
import { twincat } from './twincat.ts';
import { ubiquiti } from './ubiquiti.ts';
import { wsDiscovery } from './ws-discovery.ts';
import { xdmcp } from './xdmcp.ts';

export const PAYLOADS: readonly UdpPayload[] = [
  addp,
  afs,
  anything,
  artnet,
  bacnet,
  bedrock,
  capwap,
  cldapRootDse,
  cldapNetlogon,
  coap,
  crestron,
  dahua,
  dht,
  dnp3,
  dnsVersion,
  dnsRoot,
  echo,
  edonkeyServer,
  ethernetIp,
  fins,
  gamespyHandshake,
  gamespyInfo,
  gtp1,
  gtp2,
  gvcp,
  iax2,
  ikeV2,
  ikeV1,
  ikeV2Nat,
  ikeV1Nat,
  ipmi,
  asfPing,
  jenkins,
  kademlia,
  kerberos,
  knxnetIp,
  l2tp,
  lantronix,
  lifx,
  llmnr,
  mdns,
  memberlist,
  memcached,
  mgcp,
  mndp,
  modbus,
  mountd,
  moxa,
  mssqlBrowser,
  mumble,
  natPmp,
  pcp,
  netbiosName,
  nfs,
  ntp,
  ntpControl,
  openvpn,
  plex,
  quake3,
  quic,
  dtls,
  radius,
  rdpUdp,
  rip,
  rpcbind,
  sadp,
  sip,
  slimproto,
  slp,
  snmpDiscovery,
  sourceQuery,
  ssdp,
  steamDiscovery,
  stun,
  teamspeak3,
  teredo,
  tftp,
  twincat,
  ubiquiti,
  wsDiscovery,
  xdmcp,
];

/** What a port is asked with first. */
export function questionTo(port: number): Uint8Array {
  return PAYLOADS.find(({ ports }) => ports.includes(port))?.bytes ?? NOTHING;
}

const NOTHING = new Uint8Array(0);
