// What an SNMP agent says: the system group (RFC 3418), and the identity of its engine (RFC 3411 section 5), which may be made of the
// MAC address or the address of the host.
import { ENTERPRISES } from '../../service/monitoring/enterprises.ts';
import { macOf, nameOf, type Saying, serviceSource, textOf } from './service-source.ts';
import { AGENTS_ONLY, DESCRIPTIONS } from './tables/snmp.data.ts';

/** 1.3.6.1.4.1: what follows is the maker's number. */
const PRIVATE = /^1\.3\.6\.1\.4\.1\.(?<enterprise>\d{1,10})(?:\.|$)/;

/** What agents come with until somebody writes down where they stand. */
const NOWHERE = /^(?:sitting on the dock of the bay|right here, right now\.?|not set|location|system location)$/i;

export const snmp = serviceSource({
  name: 'snmp',
  services: ['snmp'],
  of({ ip }, saying, details) {
    const { mac, ipv4, enterprise, sysName, sysLocation, sysObjectId, sysDescr } = details;
    saying.say('mac', macOf(mac), 0.9, { text: `engine ${textOf(details.engineId)}` });
    if (textOf(ipv4) !== ip) saying.say('address', ipv4, 0.6, { text: `engine ${textOf(details.engineId)}` });
    saying.say('name', nameOf(sysName), 0.95, { text: 'sysName' });
    const location = nameOf(sysLocation);
    if (!NOWHERE.test(location)) saying.say('location', location, 0.9, { text: 'sysLocation' });
    const object = PRIVATE.exec(textOf(sysObjectId))?.groups?.enterprise;
    sayMaker(saying, object, 0.9, `sysObjectID ${textOf(sysObjectId)}`);
    sayMaker(saying, enterprise, 0.7, `engine of enterprise ${textOf(enterprise)}`);
    sayDescription(saying, textOf(sysDescr).slice(0, 400));
  },
});

function sayMaker(saying: Saying, enterprise: unknown, confidence: number, text: string): void {
  const [maker] = ENTERPRISES[Number(textOf(enterprise) || -1)] ?? [];
  if (maker !== undefined && !AGENTS_ONLY.has(maker)) saying.say('vendor', maker, confidence, { text });
}

function sayDescription(saying: Saying, description: string): void {
  // uname(2): the second word is the node's name.
  const node = /^(?:Linux|FreeBSD|OpenBSD|NetBSD|Darwin|SunOS) (\S{1,64}) \d/.exec(description)?.[1];
  saying.say('name', nameOf(node), 0.9, { text: 'sysDescr' });
  const known = DESCRIPTIONS.find(({ pattern }) => pattern.test(description));
  if (known === undefined) return;
  const { model, serial, version, os = known.os } = known.pattern.exec(description)?.groups ?? {};
  saying.say('vendor', known.vendor, 0.95, { text: 'sysDescr' });
  saying.say('model', model, 0.95, { text: 'sysDescr' });
  saying.say('serial', serial, 0.95, { text: 'sysDescr' });
  saying.is(known.kind, 0.9, 'sysDescr');
  if (os !== undefined) saying.runs(os, 0.95, version, description);
}
