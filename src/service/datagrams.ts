// Records that are asked over UDP, a line each: what is UDP alone, and what is TCP too (registry.ts). The order decides only
// between equally sure verdicts, and between questions to one port.
import { memberlist } from './clusters/memberlist.ts';
import { memcached } from './databases/memcached.ts';
import { mssqlBrowser } from './databases/mssql-browser.ts';
import { dhcp } from './directory/dhcp.ts';
import { dns } from './directory/dns.ts';
import { kerberos } from './directory/kerberos.ts';
import { ldap } from './directory/ldap.ts';
import { llmnr } from './directory/llmnr.ts';
import { mdns } from './directory/mdns.ts';
import { slp } from './directory/slp.ts';
import { ssdp } from './directory/ssdp.ts';
import { wsDiscovery } from './directory/ws-discovery.ts';
import { addp } from './discovery/addp.ts';
import { artnet } from './discovery/artnet.ts';
import { crestronDiscovery } from './discovery/crestron-discovery.ts';
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
import { gamespy } from './games/gamespy.ts';
import { mumblePing } from './games/mumble-ping.ts';
import { quake3 } from './games/quake3.ts';
import { sourceQuery } from './games/source-query.ts';
import { steamDiscovery } from './games/steam-discovery.ts';
import { bacnet } from './industrial/bacnet.ts';
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
import { snmp } from './monitoring/snmp.ts';
import { dht } from './peers/dht.ts';
import { edonkey } from './peers/edonkey.ts';
import { icaBrowser } from './remote/icabrowser.ts';
import { ipmi } from './remote/ipmi.ts';
import { rdpUdp } from './remote/rdp-udp.ts';
import { xdmcp } from './remote/xdmcp.ts';
import { nfs } from './rpc/nfs.ts';
import { rpcbind } from './rpc/rpcbind.ts';
import { dtls } from './security/dtls.ts';
import type { Service } from './service.ts';
import { netbiosName } from './sharing/netbios-name.ts';
import { chargenUdp } from './small/chargen.ts';
import { daytimeUdp } from './small/daytime.ts';
import { echoUdp } from './small/echo.ts';
import { ntp } from './small/ntp.ts';
import { qotdUdp } from './small/qotd.ts';
import { timeUdp } from './small/time.ts';
import { capwap } from './tunnels/capwap.ts';
import { gtp } from './tunnels/gtp.ts';
import { ike } from './tunnels/ike.ts';
import { l2tp } from './tunnels/l2tp.ts';
import { natPmp } from './tunnels/nat-pmp.ts';
import { openvpn } from './tunnels/openvpn.ts';
import { radius } from './tunnels/radius.ts';
import { rip } from './tunnels/rip.ts';
import { teredo } from './tunnels/teredo.ts';
import { quic } from './web/quic.ts';

export const DATAGRAMS: readonly Service[] = [
  // web
  quic,
  // chat
  // clusters
  memberlist,
  // databases
  memcached,
  mssqlBrowser,
  // directory
  dhcp,
  dns,
  kerberos,
  ldap,
  llmnr,
  mdns,
  slp,
  ssdp,
  wsDiscovery,
  // discovery
  addp,
  artnet,
  crestronDiscovery,
  dahua,
  gvcp,
  jenkins,
  lantronix,
  lifx,
  mndp,
  moxa,
  plex,
  sadp,
  ubiquiti,
  // files
  tftp,
  afs,
  // games
  bedrock,
  gamespy,
  mumblePing,
  quake3,
  sourceQuery,
  steamDiscovery,
  // industrial
  bacnet,
  dnp3,
  ethernetIp,
  fins,
  knxnetIp,
  modbus,
  twincat,
  // media
  sip,
  stun,
  iax2,
  mgcp,
  slimproto,
  teamspeak3,
  // messaging
  coap,
  // monitoring
  snmp,
  // peers
  dht,
  edonkey,
  // remote
  icaBrowser,
  ipmi,
  xdmcp,
  rdpUdp,
  // rpc
  nfs,
  rpcbind,
  // security
  dtls,
  // sharing
  netbiosName,
  // small
  chargenUdp,
  daytimeUdp,
  echoUdp,
  ntp,
  qotdUdp,
  timeUdp,
  // tunnels
  ike,
  l2tp,
  natPmp,
  openvpn,
  radius,
  rip,
  capwap,
  gtp,
  teredo,
];
