// SNMP versions 1 and 2c: RFC 1157, RFC 1901, RFC 3416; the objects: RFC 3418. Asked with the communities that the user named,
// and with no others: a community is a password, sent in the clear.
//
//   message  30 { 02 version (0: v1, 1: v2c), 04 community, PDU }
//   PDU      a0 Get, a2 Response { 02 request id, 02 error status, 02 error index, 30 { 30 { 06 object, value } ... } }
//
// 1. An agent that was recognised is asked in 2c, and where it says nothing to that, in 1.
// 2. Where nobody answers version 3 the question itself is made with the communities, in both versions, each a datagram.
// 3. An answer has our request id and one of our communities: nobody else's is read.
// 4. Communities stay out of what is kept of it, but for those that everybody tries.
import { clean, hex, stands, u8 } from '../bytes.ts';
import { childrenOf, contentText, type Element, element, elementAt, smallInteger } from '../directory/ber.ts';
import type { Service, ServiceNote, Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { ENTERPRISES } from './enterprises.ts';
import { snmp } from './snmp.ts';
import { systemOf } from './system.ts';

const V1 = 0;
const V2C = 1;
const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const OBJECT = 0x06;
const GET = 0xa0;
const RESPONSE = 0xa2;
const REQUEST_ID = hex('504f5254');
const NUMBER = 0x504f_5254;
/** 1.3.6.1.2.1.1, and behind it each object's number and its instance 0. */
const SYSTEM = '2b060102 0101';
const OBJECTS = {
  sysDescr: hex(`${SYSTEM} 0100`),
  sysObjectId: hex(`${SYSTEM} 0200`),
  sysName: hex(`${SYSTEM} 0500`),
  sysLocation: hex(`${SYSTEM} 0600`),
};
/** In version 1 an object that is not there costs the whole answer (RFC 1157 section 4.1.2), and some agents have no location. */
const IN_V1 = [OBJECTS.sysDescr, OBJECTS.sysObjectId, OBJECTS.sysName];
/** 1.3.6.1.4.1: what follows is the maker's number. */
const PRIVATE = [1, 3, 6, 1, 4, 1];
const ARCS_MOST = 32;
/** Tried first by everybody who looks for agents. */
const WELL_KNOWN = ['public', 'private'];
const ERRORS = ['', 'tooBig', 'noSuchName', 'badValue', 'readOnly', 'genErr', 'noAccess'];

/** GET of what the system says of itself. */
export function getSystem(version: 0 | 1, community: Uint8Array): Uint8Array {
  const objects = version === V1 ? IN_V1 : Object.values(OBJECTS);
  const bindings = objects.map((object) => element(SEQUENCE, element(OBJECT, object), Uint8Array.of(0x05, 0)));
  const none = element(INTEGER, Uint8Array.of(0));
  const pdu = element(GET, element(INTEGER, REQUEST_ID), none, none, element(SEQUENCE, ...bindings));
  return element(SEQUENCE, element(INTEGER, Uint8Array.of(version)), element(OCTETS, community), pdu);
}

/**
 * The records of an agent that is asked with these communities, in place of the one that is asked with none: it, with more to
 * learn, and its old kind, which knows no version 3.
 */
export function withCommunities(names: readonly string[]): readonly Service[] {
  const communities = names.map((name) => Uint8Array.from(Buffer.from(name, 'utf8')));
  const secrets = communities.filter((_, k) => !WELL_KNOWN.includes(names[k]));
  const learn = (talk: Talk, verdict: Verdict): Promise<Verdict> => askAll(talk, communities, verdict);
  const [first, ...others] = [V2C, V1].flatMap((version) =>
    communities.map((each) => getSystem(version as 0 | 1, each)),
  );
  const old: Service = {
    ...snmp,
    specification: 'RFC 1157, RFC 3416',
    udpYield: undefined,
    hello: first,
    udpBeside: others,
    udpUnasked: true,
    secrets,
    read: ({ bytes }) => {
      const answer = readResponse(bytes, communities);
      return answer === null ? null : { ...joined(null, [answer]), complete: communities.length === 1 };
    },
    learn,
  };
  return [{ ...snmp, secrets, learn }, old];
}

interface Answer {
  readonly version: number;
  readonly community: string;
  readonly status: number;
  readonly sysDescr: string;
  readonly sysName: string;
  readonly sysLocation: string;
  readonly sysObjectId: readonly number[];
}

/** Rules 1 and 3: every community in turn, and whoever answers. */
async function askAll(talk: Talk, communities: readonly Uint8Array[], verdict: Verdict): Promise<Verdict> {
  const answers: Answer[] = [];
  for (const version of [V2C, V1] as const) {
    for (const community of communities) talk.send(getSystem(version, community));
    while (answers.length < communities.length) {
      const bytes = await talk.receive();
      if (bytes.length === 0) break;
      const answer = readResponse(bytes, communities);
      if (answer !== null && !answers.some(({ community }) => community === answer.community)) answers.push(answer);
    }
    if (answers.length > 0) return joined(verdict, answers);
  }
  return verdict;
}

/** Rule 3. */
function readResponse(bytes: Uint8Array, communities: readonly Uint8Array[]): Answer | null {
  if (u8(bytes, 0) !== SEQUENCE) return null;
  const message = elementAt(bytes, 0);
  if (message === null) return null;
  const [number, name, pdu] = childrenOf(bytes, message, 3);
  const version = smallInteger(bytes, number);
  if ((version !== V1 && version !== V2C) || name?.tag !== OCTETS || pdu?.tag !== RESPONSE) return null;
  const community = communities.find((each) => holds(bytes, name, each));
  const [id, status, , list] = childrenOf(bytes, pdu, 4);
  if (community === undefined || smallInteger(bytes, id) !== NUMBER || list?.tag !== SEQUENCE) return null;
  const values = new Map<Uint8Array, Element>();
  for (const binding of childrenOf(bytes, list, 8)) {
    const [object, value] = childrenOf(bytes, binding, 2);
    const known = Object.values(OBJECTS).find((each) => object !== undefined && holds(bytes, object, each));
    if (known !== undefined && value !== undefined) values.set(known, value);
  }
  const text = (object: Uint8Array, most: number): string => {
    const value = values.get(object);
    return value?.tag === OCTETS ? clean(contentText(bytes, value), most) : '';
  };
  const identifier = values.get(OBJECTS.sysObjectId);
  return {
    version,
    community: Buffer.from(community).toString('utf8'),
    status: smallInteger(bytes, status),
    sysDescr: text(OBJECTS.sysDescr, 500),
    sysName: text(OBJECTS.sysName, 255),
    sysLocation: text(OBJECTS.sysLocation, 255),
    sysObjectId: identifier?.tag === OBJECT ? arcsOf(bytes, identifier) : [],
  };
}

function holds(bytes: Uint8Array, { begin, end }: Element, what: Uint8Array): boolean {
  return end - begin === what.length && stands(bytes, what, begin);
}

/** X.690, 8.19: seven bits a byte, the last of a number without its highest; the first holds two numbers. */
function arcsOf(bytes: Uint8Array, { begin, end }: Element): number[] {
  const arcs: number[] = [];
  let value = 0;
  for (let at = begin; at < end && arcs.length < ARCS_MOST; at++) {
    value = value * 128 + (u8(bytes, at) & 0x7f);
    if (value > 0xffff_ffff) return [];
    if (u8(bytes, at) >= 0x80) continue;
    if (arcs.length === 0) arcs.push(...(value < 80 ? [Math.floor(value / 40), value % 40] : [2, value - 80]));
    else arcs.push(value);
    value = 0;
  }
  return arcs;
}

/** What the first answer says of the system, added to what version 3 said (null: it was silent). */
function joined(known: Verdict | null, answers: readonly Answer[]): Verdict {
  const [{ version, status, sysDescr, sysName, sysLocation, sysObjectId }] = answers;
  const system = systemOf(sysDescr);
  const isPrivate = PRIVATE.every((arc, k) => sysObjectId[k] === arc);
  const [maker, agent] = (isPrivate ? ENTERPRISES[sysObjectId[PRIVATE.length]] : undefined) ?? [];
  const product = system.product ?? known?.product ?? agent;
  const isNamed = maker !== undefined && product?.includes(maker) === true;
  const versions = version === V1 ? 'v1' : 'v2c';
  const details = {
    ...known?.details,
    readableBy: versions,
    ...(sysDescr === '' ? {} : { sysDescr }),
    ...(sysName === '' ? {} : { sysName }),
    ...(sysLocation === '' ? {} : { sysLocation }),
    ...(sysObjectId.length === 0 ? {} : { sysObjectId: sysObjectId.join('.') }),
  };
  const said = sysDescr === '' ? (ERRORS[status] ?? `error ${status}`) : clean(sysDescr, 80);
  const notes = answers.filter(({ community }) => WELL_KNOWN.includes(community)).map(noteOf);
  return {
    ...system,
    confidence: 1,
    ...(product === undefined ? {} : { product }),
    ...(sysName === '' ? {} : { hostname: sysName }),
    info: [known === null ? `SNMP${versions}` : `SNMPv3, ${versions}`, isNamed ? '' : maker, said]
      .filter(Boolean)
      .join('; '),
    details,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function noteOf({ community }: Answer): ServiceNote {
  return {
    code: 'N_SNMP_COMMUNITY',
    text: `answers to the community "${community}"`,
    advice: 'turn off SNMP versions 1 and 2c or change the community, and let only the machines that look after it ask',
  };
}
