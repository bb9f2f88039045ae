// All sources of evidence: another one is a file beside this one, and a line here.
import type { Clue } from '../clue.ts';
import { agents } from './agents.ts';
import { certificate } from './certificate.ts';
import { devices } from './devices.ts';
import { given } from './given.ts';
import { ldap } from './ldap.ts';
import { mac } from './mac.ts';
import { mdns } from './mdns.ts';
import { netbios } from './netbios.ts';
import { ntlm } from './ntlm.ts';
import { pages } from './pages.ts';
import { roles } from './roles.ts';
import { said } from './said.ts';
import { snmp } from './snmp.ts';
import type { Seen, Source } from './source.ts';
import { ssh } from './ssh.ts';
import { vnc } from './vnc.ts';
import { wsDiscovery } from './ws-discovery.ts';

export const SOURCES: readonly Source[] = [
  given,
  mac,
  certificate,
  said,
  ntlm,
  netbios,
  mdns,
  snmp,
  ldap,
  ssh,
  vnc,
  agents,
  wsDiscovery,
  devices,
  pages,
  roles,
];

/** What a fact says about who its host is. */
export function cluesOf(fact: Seen): readonly Clue[] {
  return SOURCES.flatMap((source) => source.of(fact));
}
