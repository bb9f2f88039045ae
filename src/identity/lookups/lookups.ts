// All lookups: another one is a file beside this one, and a line here.
//
//   near hosts    their link is called too where that may be, by the one socket that the lookup has on it
//   all           are asked themselves, by one socket a lookup
import { llmnr } from '../../service/directory/llmnr.ts';
import { communityBytes, withCommunities } from '../../service/monitoring/communities.ts';
import { snmp } from '../../service/monitoring/snmp.ts';
import { netbiosName } from '../../service/sharing/netbios-name.ts';
import { askAgent } from '../neighbours/ask-agent.ts';
import { mdnsLookup } from './ask-mdns.ts';
import { type PartyFor, recordLookup } from './ask-record.ts';
import { reverseDnsLookup } from './dns/reverse-dns.ts';
import { hostsFileLookup } from './hosts-file.ts';
import { ipp } from './ipp.ts';
import { addressNear, ownAddresses } from './links.ts';
import type { Lookup, LookupChoice, Lookups } from './lookup.ts';
import { createParty, type Party, type PartyPlan } from './party.ts';
import { upnpLookup } from './upnp.ts';
import { wsdLookup } from './wsd.ts';

/** Groups and how far they go: RFC 6762 section 11, RFC 4795 section 2.5, UPnP Device Architecture 2.0 section 1.3.2, WS-Discovery 1.1 section 3.1. */
const MDNS = { port: 5353, group: '224.0.0.251', ttl: 255 };
const LLMNR = { port: 5355, group: '224.0.0.252', ttl: 1 };
const SSDP = { port: 1900, group: '239.255.255.250', ttl: 2 };
const WSD = { port: 3702, group: '239.255.255.250', ttl: 1 };
const NETBIOS = { port: 137 };
const SNMP = { port: 161 };

export function createLookups(choice: LookupChoice = {}): Lookups {
  const { reverseDns = true, dnsServers, snmpCommunity = [], asksLinks = false } = choice;
  const parties = new Map<string, Party>();
  const own = ownAddresses();

  /** One for each kind of question and each link. */
  function partiesFor(kind: string, plan: PartyPlan): PartyFor {
    return ({ ip, isNear }) => {
      const ours = asksLinks && isNear && plan.group !== undefined ? addressNear(ip, own) : null;
      const key = `${kind} ${ours ?? ''}`;
      const party = parties.get(key) ?? createParty({ ...plan, ...(ours === null ? {} : { ours }) });
      parties.set(key, party);
      return party;
    };
  }

  const agents = snmpCommunity.length === 0 ? [snmp] : withCommunities(snmpCommunity);
  const communities = communityBytes(snmpCommunity);
  const names = reverseDns ? reverseDnsLookup(dnsServers) : null;
  const all: readonly Lookup[] = [
    hostsFileLookup(),
    ...(names === null ? [] : [names]),
    mdnsLookup(partiesFor('mdns', MDNS)),
    recordLookup(netbiosName, partiesFor('netbios', NETBIOS), NETBIOS),
    recordLookup(llmnr, partiesFor('llmnr', LLMNR), { port: LLMNR.port, calls: true }),
    upnpLookup(partiesFor('ssdp', SSDP)),
    wsdLookup(partiesFor('wsd', WSD)),
    ...agents.map((agent, at) => recordLookup(agent, partiesFor(`snmp ${at}`, SNMP), SNMP)),
    ipp,
  ];
  return {
    all,
    ...(communities.length === 0 ? {} : { neighboursOf: (agent, options) => askAgent(agent, communities, options) }),
    close() {
      for (const party of parties.values()) party.close();
      names?.close();
    },
  };
}
