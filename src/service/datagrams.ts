// Records that are asked over UDP, a line each: what is UDP alone, and what is TCP too (registry.ts). The order decides only
// between equally sure verdicts, and between questions to one port.
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
import { tftp } from './files/tftp.ts';
import { sip } from './media/sip.ts';
import { stun } from './media/stun.ts';
import { snmp } from './monitoring/snmp.ts';
import { ipmi } from './remote/ipmi.ts';
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
import { ike } from './tunnels/ike.ts';
import { l2tp } from './tunnels/l2tp.ts';
import { natPmp } from './tunnels/nat-pmp.ts';
import { openvpn } from './tunnels/openvpn.ts';
import { radius } from './tunnels/radius.ts';
import { rip } from './tunnels/rip.ts';
import { quic } from './web/quic.ts';

export const DATAGRAMS: readonly Service[] = [
  // web
  quic,
  // chat
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
  // files
  tftp,
  // games
  // media
  sip,
  stun,
  // monitoring
  snmp,
  // peers
  // remote
  ipmi,
  xdmcp,
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
];
