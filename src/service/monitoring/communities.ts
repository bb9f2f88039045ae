// SNMP versions 1 and 2c: RFC 1157, RFC 1901, RFC 3416; the objects: RFC 3418. Asked with the communities that the user named,
// and with no others: a community is a password, sent in the clear.
//
// 1. An agent that was recognised is asked in 2c, and where it says nothing to that, in 1.
// 2. Where nobody answers version 3 the question itself is made with the communities, in both versions, each a datagram.
// 3. An answer has our request id and one of our communities: nobody else's is read.
// 4. Communities stay out of what is kept of it, but for those that everybody tries.
import { clean, isSame, latin1 } from '../bytes.ts';
import type { Service, ServiceNote, Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { ENTERPRISES } from './enterprises.ts';
import { emitRequest, parseResponse, TAG, V1, V2C, type Version } from './message.ts';
import { compareObjectIds, type ObjectId, objectId, parseObjectId } from './object-id.ts';
import { snmp } from './snmp.ts';
import { systemOf } from './system.ts';

const REQUEST_ID = 0x504f_5254;
const OBJECTS = {
  sysDescr: objectId('1.3.6.1.2.1.1.1.0'),
  sysObjectId: objectId('1.3.6.1.2.1.1.2.0'),
  sysName: objectId('1.3.6.1.2.1.1.5.0'),
  sysLocation: objectId('1.3.6.1.2.1.1.6.0'),
};
/** In version 1 an object that is not there costs the whole answer (RFC 1157 section 4.1.2), and some agents have no location. */
const IN_V1 = [OBJECTS.sysDescr, OBJECTS.sysObjectId, OBJECTS.sysName];
/** 1.3.6.1.4.1: what follows is the maker's number. */
const PRIVATE = [1, 3, 6, 1, 4, 1];
/** Of a message that is read. */
const BINDINGS_MOST = 8;
const ARCS_SHOWN = 32;
/** Tried first by everybody who looks for agents. */
const WELL_KNOWN = ['public', 'private'];
const ERRORS = ['', 'tooBig', 'noSuchName', 'badValue', 'readOnly', 'genErr', 'noAccess'];

/** GET of what the system says of itself. */
export function getSystem(version: Version, community: Uint8Array): Uint8Array {
  const objects = version === V1 ? IN_V1 : Object.values(OBJECTS);
  return emitRequest({ version, community, requestId: REQUEST_ID, kind: 'get', objects });
}

/** As they stand in messages. */
export const communityBytes = (names: readonly string[]): readonly Uint8Array[] =>
  names.map((name) => Uint8Array.from(Buffer.from(name, 'utf8')));

/**
 * The records of an agent that is asked with these communities, in place of the one that is asked with none: it, with more to
 * learn, and its old kind, which knows no version 3.
 */
export function withCommunities(names: readonly string[]): readonly Service[] {
  const communities = communityBytes(names);
  const secrets = communities.filter((_, k) => !WELL_KNOWN.includes(names[k]));
  const learn = (talk: Talk, verdict: Verdict): Promise<Verdict> => askAll(talk, communities, verdict);
  const [first, ...others] = ([V2C, V1] as const).flatMap((version) =>
    communities.map((each) => getSystem(version, each)),
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
  readonly sysObjectId: ObjectId;
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
  const response = parseResponse(bytes);
  if (response === null || response.requestId !== REQUEST_ID) return null;
  const { version, status, bindings } = response;
  const community = communities.find((each) => isSame(each, response.community));
  if (community === undefined) return null;
  const contentOf = (wanted: ObjectId, tag: number): Uint8Array | null => {
    const known = bindings.slice(0, BINDINGS_MOST).findLast(({ object }) => compareObjectIds(object, wanted) === 0);
    return known?.tag === tag ? known.value : null;
  };
  const text = (object: ObjectId, most: number): string =>
    clean(latin1(contentOf(object, TAG.octets) ?? new Uint8Array(0)), most);
  const identifier = contentOf(OBJECTS.sysObjectId, TAG.object);
  const arcs = identifier === null ? null : parseObjectId(identifier, { begin: 0, end: identifier.length });
  return {
    version,
    community: Buffer.from(community).toString('utf8'),
    status,
    sysDescr: text(OBJECTS.sysDescr, 500),
    sysName: text(OBJECTS.sysName, 255),
    sysLocation: text(OBJECTS.sysLocation, 255),
    sysObjectId: arcs?.slice(0, ARCS_SHOWN) ?? [],
  };
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
