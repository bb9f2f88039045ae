// Records that are asked over UDP, a line each: what is UDP alone, and what is TCP too (registry.ts). The order decides only
// between equally sure verdicts, and between questions to one port.
import { dns } from './directory/dns.ts';
import { kerberos } from './directory/kerberos.ts';
import { ldap } from './directory/ldap.ts';
import { sip } from './media/sip.ts';
import { stun } from './media/stun.ts';
import { snmp } from './monitoring/snmp.ts';
import { rpcbind } from './rpc/rpcbind.ts';
import type { Service } from './service.ts';
import { ntp } from './small/ntp.ts';

export const DATAGRAMS: readonly Service[] = [
  // chat
  // databases
  // directory
  dns,
  kerberos,
  ldap,
  // files
  // games
  // media
  sip,
  stun,
  // monitoring
  snmp,
  // peers
  // remote
  // rpc
  rpcbind,
  // sharing
  // small
  ntp,
  // tunnels
];
