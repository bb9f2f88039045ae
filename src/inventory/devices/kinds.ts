// What a machine is known by: its keys, each of a kind and in a slot.
//
//   kind         slot               from                                       alone it joins two addresses
//   mac          mac                the link: a registered MAC address         seen at once, or one after the other
//   ssh-key      ssh-key TYPE PORT  the key of an SSH server                   the same
//   snmp-engine  snmp-engine        the engine of an SNMP agent                the same
//   smb-guid     smb-guid           the GUID of an SMB server                  the same
//   local-mac    mac                the link: one that somebody made up        in one scan; else as a name does
//   certificate  certificate PORT   one that signed itself                     one after the other; at once two together
//   serial       serial             what programs tell, and are sure of        the same
//   name         name SOURCE        what a machine calls itself                one after the other, where only one had it
//
//  1. Of one slot a machine has one value at a time: two different ones at once are two machines.
//  2. An address of a group of routers (RFC 9568 section 7.3, and Cisco's HSRP) is no machine's.
import type { CertificateFact, ClueFact, HostFact, HostsFact, ServiceFact } from '../../finding/finding.ts';

export type Kind = 'mac' | 'local-mac' | 'ssh-key' | 'snmp-engine' | 'smb-guid' | 'certificate' | 'serial' | 'name';

export interface Key {
  readonly kind: Kind;
  readonly slot: string;
  readonly value: string;
  /** Who said so: a stage, or the source of a clue. */
  readonly source: string;
}

/** `proof`: alone it joins. `two`: at once it takes two. `trace`: it follows a machine that moved, and no more. */
export const STRENGTH: Readonly<Record<Kind, 'proof' | 'two' | 'trace'>> = {
  mac: 'proof',
  'ssh-key': 'proof',
  'snmp-engine': 'proof',
  'smb-guid': 'proof',
  'local-mac': 'trace',
  certificate: 'two',
  serial: 'two',
  name: 'trace',
};

/** Names that machines give themselves; those of others (reverse DNS) are the address's. */
const NAMED_BY_ITSELF: ReadonlySet<string> = new Set(['mdns', 'netbios', 'smb', 'llmnr', 'dhcp']);
const SURE = 0.8;
const SURE_OF_NAME = 0.9;
const GROUP_ADDRESS = /^00:00:(?:5e:00:0[12]|0c:07:ac|0c:9f:f)/;
/** An engine that is no more than its maker's number, or a GUID of zeros, is nobody's. */
const LENGTH_LEAST = 16;
const LENGTH_MOST = 255;
const SERIAL_LEAST = 5;
/** What makers leave standing: one digit over and over, the digits in their order, words. */
const NO_SERIAL = /^(?:(.)\1*|0*123456789?0?\d*|(?:to be|default|none|unknown|not |n\/a|system serial|chassis).*)$/i;
const NO_NAME = /^(?:localhost|computer|device|android|iphone|ipad|unknown|default|none)$/i;

/** What a fact says of the machine. */
export function keysOf(fact: HostsFact): readonly Key[] {
  switch (fact.type) {
    case 'host':
      return macOf(fact);
    case 'service':
      return keysOfService(fact);
    case 'certificate':
      return keyOfCertificate(fact);
    case 'clue':
      return keyOfClue(fact);
    default:
      return [];
  }
}

function macOf({ mac, stage }: HostFact): readonly Key[] {
  if (mac === undefined || GROUP_ADDRESS.test(mac)) return [];
  const isLocal = (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
  return [{ kind: isLocal ? 'local-mac' : 'mac', slot: 'mac', value: mac, source: stage }];
}

function keysOfService({ details = {}, port, service }: ServiceFact): readonly Key[] {
  const { hostKey, engineId, serverGuid } = details;
  const { type, fingerprint } = (hostKey ?? {}) as { readonly type?: unknown; readonly fingerprint?: unknown };
  const key = (kind: Kind, slot: string, value: unknown): readonly Key[] =>
    isKey(value) ? [{ kind, slot: slot.slice(0, LENGTH_MOST), value, source: service.slice(0, LENGTH_MOST) }] : [];
  return [
    ...key('ssh-key', `ssh-key ${String(type)} ${port}`, fingerprint),
    ...key('snmp-engine', 'snmp-engine', engineId),
    ...key('smb-guid', 'smb-guid', serverGuid),
  ];
}

function isKey(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length >= LENGTH_LEAST && value.length <= LENGTH_MOST && !/^[0:-]*$/.test(value)
  );
}

function keyOfCertificate({ selfSigned, fingerprint, port }: CertificateFact): readonly Key[] {
  if (!selfSigned || !isKey(fingerprint)) return [];
  return [{ kind: 'certificate', slot: `certificate ${port}`, value: fingerprint, source: 'tls' }];
}

function keyOfClue({ about, value: said, source, confidence }: ClueFact): readonly Key[] {
  const value = said.trim().toLowerCase().replaceAll('\0', '').toWellFormed();
  if (about === 'serial' && confidence >= SURE && value.length >= SERIAL_LEAST && !NO_SERIAL.test(value)) {
    return [{ kind: 'serial', slot: 'serial', value, source }];
  }
  if (about === 'name' && confidence >= SURE_OF_NAME && NAMED_BY_ITSELF.has(source) && !NO_NAME.test(value)) {
    return [{ kind: 'name', slot: `name ${source}`, value, source }];
  }
  return [];
}
