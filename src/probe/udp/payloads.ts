// The payloads that UDP ports are asked with, one line each; every other port is asked with an empty datagram. Where several
// are for the same port, the first asks it first. What is answered from another port than it was asked on is not asked by the
// scan (tftp.ts).

import { memberlist } from './clusters/memberlist.ts';
import { memcached } from './databases/memcached.ts';
import { mssqlBrowser } from './databases/mssql-browser.ts';
import { dnsRoot, dnsVersion } from './directory/dns.ts';
import { kerberos } from './directory/kerberos.ts';
import { cldapNetlogon, cldapRootDse } from './directory/ldap.ts';
import { llmnr } from './directory/llmnr.ts';
import { mdns } from './directory/mdns.ts';
import { slp } from './directory/slp.ts';
import { ssdp } from './directory/ssdp.ts';
import { wsDiscovery } from './directory/ws-discovery.ts';
import { addp } from './discovery/addp.ts';
import { artnet } from './discovery/artnet.ts';
import { dahua } from './discovery/dahua.ts';
import { gvcp } from './discovery/gvcp.ts';
import { jenkins } from './discovery/jenkins.ts';
import { lantronix } from './discovery/lantronix.ts';
import { lifx } from './discovery/lifx.ts';
import { mndp } from './discovery/mndp.ts';
import { moxa } from './discovery/moxa.ts';
import { plex } from './discovery/plex.ts';
import { sadp } from './discovery/sadp.ts';
import { ubiquiti } from './discovery/ubiquiti.ts';
import { afs } from './files/afs.ts';
import { tftp } from './files/tftp.ts';
import { bedrock } from './games/bedrock.ts';
import { gamespyHandshake, gamespyInfo } from './games/gamespy.ts';
import { mumble } from './games/mumble.ts';
import { quake3 } from './games/quake3.ts';
import { sourceQuery } from './games/source-query.ts';
import { steamDiscovery } from './games/steam.ts';
import { bacnet } from './industrial/bacnet.ts';
import { crestron } from './industrial/crestron.ts';
import { dnp3 } from './industrial/dnp3.ts';
import { ethernetIp } from './industrial/ethernet-ip.ts';
import { fins } from './industrial/fins.ts';
import { knxnetIp } from './industrial/knxnet-ip.ts';
import { modbus } from './industrial/modbus.ts';
import { twincat } from './industrial/twincat.ts';
import { iax2 } from './media/iax2.ts';
import { mgcp } from './media/mgcp.ts';
import { sip } from './media/sip.ts';
import { slimproto } from './media/slimproto.ts';
import { stun } from './media/stun.ts';
import { teamspeak3 } from './media/teamspeak3.ts';
import { coap } from './messaging/coap.ts';
import { snmpDiscovery } from './monitoring/snmp.ts';
import type { UdpPayload } from './payload.ts';
import { dht } from './peers/dht.ts';
import { edonkeyServer, kademlia } from './peers/edonkey.ts';
import { icaBrowser } from './remote/icabrowser.ts';
import { asfPing, ipmi } from './remote/ipmi.ts';
import { rdpUdp } from './remote/rdp-udp.ts';
import { xdmcp } from './remote/xdmcp.ts';
import { mountd, nfs, rpcbind } from './rpc/rpc.ts';
import { dtls } from './security/dtls.ts';
import { netbiosName } from './sharing/netbios-name.ts';
import { ntp } from './small/ntp.ts';
import { ntpControl } from './small/ntp-control.ts';
import { anything, echo } from './small/small.ts';
import { capwap } from './tunnels/capwap.ts';
import { gtp1, gtp2 } from './tunnels/gtp.ts';
import { ikeV1, ikeV1Nat, ikeV2, ikeV2Nat } from './tunnels/ike.ts';
import { l2tp } from './tunnels/l2tp.ts';
import { natPmp, pcp } from './tunnels/nat-pmp.ts';
import { openvpn } from './tunnels/openvpn.ts';
import { radius, radiusAccess } from './tunnels/radius.ts';
import { rip } from './tunnels/rip.ts';
import { teredo } from './tunnels/teredo.ts';
import { quic } from './web/quic.ts';

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
  icaBrowser,
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
  radiusAccess,
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
