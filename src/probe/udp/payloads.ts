// The payloads that UDP ports are asked with, one line each; every other port is asked with an empty datagram. Where several
// are for the same port, the first asks it first. What is answered from another port than it was asked on is not asked by the
// scan (tftp.ts).
import { dnsRoot, dnsVersion } from './dns.ts';
import { dtls } from './dtls.ts';
import { ikeV1, ikeV1Nat, ikeV2, ikeV2Nat } from './ike.ts';
import { asfPing, ipmi } from './ipmi.ts';
import { kerberos } from './kerberos.ts';
import { l2tp } from './l2tp.ts';
import { cldapNetlogon, cldapRootDse } from './ldap.ts';
import { llmnr } from './llmnr.ts';
import { mdns } from './mdns.ts';
import { memcached } from './memcached.ts';
import { mssqlBrowser } from './mssql-browser.ts';
import { natPmp, pcp } from './nat-pmp.ts';
import { netbiosName } from './netbios-name.ts';
import { ntp } from './ntp.ts';
import { ntpControl } from './ntp-control.ts';
import { openvpn } from './openvpn.ts';
import type { UdpPayload } from './payload.ts';
import { quic } from './quic.ts';
import { radius } from './radius.ts';
import { rip } from './rip.ts';
import { mountd, nfs, rpcbind } from './rpc.ts';
import { sip } from './sip.ts';
import { slp } from './slp.ts';
import { anything, echo } from './small.ts';
import { snmpDiscovery } from './snmp.ts';
import { ssdp } from './ssdp.ts';
import { stun } from './stun.ts';
import { wsDiscovery } from './ws-discovery.ts';
import { xdmcp } from './xdmcp.ts';

export const PAYLOADS: readonly UdpPayload[] = [
  anything,
  cldapRootDse,
  cldapNetlogon,
  dnsVersion,
  dnsRoot,
  echo,
  ikeV2,
  ikeV1,
  ikeV2Nat,
  ikeV1Nat,
  ipmi,
  asfPing,
  kerberos,
  l2tp,
  llmnr,
  mdns,
  memcached,
  mountd,
  mssqlBrowser,
  natPmp,
  pcp,
  netbiosName,
  nfs,
  ntp,
  ntpControl,
  openvpn,
  quic,
  dtls,
  radius,
  rip,
  rpcbind,
  sip,
  slp,
  snmpDiscovery,
  ssdp,
  stun,
  wsDiscovery,
  xdmcp,
];

/** What a port is asked with first. */
export function questionTo(port: number): Uint8Array {
  return PAYLOADS.find(({ ports }) => ports.includes(port))?.bytes ?? NOTHING;
}

const NOTHING = new Uint8Array(0);
