// MQTT: OASIS MQTT 3.1.1 sections 3.1 to 3.8 and 3.14, MQTT 5.0 section 3.2. A CONNECT with a name of its own, a clean session and
// no credentials only opens a session; the answer tells whether that is allowed.
//
//   packet     type u8 (0x10 CONNECT, 0x20 CONNACK, 0x30 PUBLISH, 0x82 SUBSCRIBE, 0x90 SUBACK, 0xe0 DISCONNECT), length varint
//   CONNECT    `MQTT` (length u16), level u8 (4, 5), flags u8 (2 clean), keep alive u16, [5: properties], client id (length u16)
//   CONNACK    session u8 (0, 1), code u8: 0 accepted, 1 version, 2 id, 3 unavailable, 4 credentials, 5 not authorised;
//              5: 0x80 and more refuses, 0x84 version, 0x86 credentials, 0x87 not authorised; properties
import { randomBytes } from 'node:crypto';
import { ascii, be16, clean, concat, hex, latin1, u8 } from '../bytes.ts';
import { varint } from '../protobuf.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const [CONNACK, PUBLISH] = [0x20, 0x30];
const DISCONNECT = hex('e0 00');
const CODES = ['accepted', 'version refused', 'client id refused', 'unavailable', 'bad credentials', 'not authorised'];
/** Mosquitto and its kin; EMQX. Reading only: what brokers publish about themselves. */
const TOPICS = ['$SYS/broker/version', '$SYS/brokers/+/version'];

function connect(level: number): Uint8Array {
  const id = `portolan${randomBytes(4).toString('hex')}`;
  const properties = level === 5 ? hex('00') : hex('');
  const body = concat(
    hex('0004'),
    ascii('MQTT'),
    Uint8Array.of(level, 2, 0, 10),
    properties,
    be16(id.length),
    ascii(id),
  );
  return concat(Uint8Array.of(0x10, body.length), body);
}

function subscribe(): Uint8Array {
  const body = concat(be16(1), ...TOPICS.map((topic) => concat(be16(topic.length), ascii(topic), hex('00'))));
  return concat(Uint8Array.of(0x82, body.length), body);
}

export const mqtt = defineService({
  name: 'mqtt',
  title: 'MQTT',
  specification: 'OASIS MQTT 3.1.1, 5.0',
  ports: [1883, 1884],
  tlsPorts: [8883, 8884],
  hello: () => connect(4),

  read({ bytes, to }) {
    if (u8(bytes, 0) !== CONNACK || to !== 'mqtt') return null;
    const [length, session, code] = [u8(bytes, 1), u8(bytes, 2), u8(bytes, 3)];
    const isFive = length > 2 && bytes.length === 2 + length && code >= 0x80;
    if (session > 1 || (!isFive && (length !== 2 || code >= CODES.length))) return null;
    return { confidence: 0.9, info: isFive ? 'MQTT 5 alone' : CODES[code], details: { code } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const isOpen = verdict.details?.code === 0;
    const words = isOpen ? await versionFrom(talk) : null;
    const five = await askFive(talk);
    const versions = [...(verdict.info === 'MQTT 5 alone' ? [] : ['3.1.1']), ...(five ? ['5'] : [])];
    const info = `MQTT ${versions.join(', ')}; ${isOpen ? 'anonymous access' : verdict.info}`;
    return {
      ...verdict,
      ...(five || words !== null ? { confidence: 1 } : {}),
      ...(words === null ? {} : programOf(words)),
      info,
      details: { ...verdict.details, versions, ...(words === null ? {} : { told: words }) },
      ...(isOpen
        ? {
            notes: [
              {
                code: 'N_ANONYMOUS',
                text: 'lets anybody in without a password',
                advice: 'set allow_anonymous false (Mosquitto) or an authenticator, unless it is meant',
              },
            ],
          }
        : {}),
    };
  },
});

async function versionFrom(talk: Talk): Promise<string | null> {
  talk.send(subscribe());
  const words = versionIn(await talk.receive((all) => versionIn(all) !== null));
  if (!talk.closed) talk.send(DISCONNECT);
  return words;
}

/** The text of the first PUBLISH about a version. */
function versionIn(bytes: Uint8Array): string | null {
  for (let i = 0, at = 0; i < 10 && at < bytes.length; i++) {
    const length = varint(bytes, at + 1);
    if (length === null || length.end + length.value > bytes.length) return null;
    const packet = latin1(bytes.subarray(length.end, length.end + length.value));
    // The topic has a length of 16 bits before it; without QoS no number stands behind it.
    const told = /^[^$]{2}\$SYS\/[^$]{4,80}\/version([\x20-\x7e]{1,100})$/.exec(packet);
    if ((bytes[at] & 0xf0) === PUBLISH && told !== null) return told[1];
    at = length.end + length.value;
  }
  return null;
}

function programOf(words: string): Partial<Verdict> {
  const named = /^(?:(mosquitto) version )?v?(\d+\.\d[\w.+-]{0,30})/i.exec(words);
  if (named === null) return { info: clean(words) };
  if (named[1] === undefined) return { version: named[2] };
  return { product: 'Mosquitto', version: named[2], cpe: [cpeOf('eclipse', 'mosquitto', named[2])] };
}

/** Whether it speaks MQTT 5: a CONNACK that has properties behind its code. */
async function askFive(first: Talk): Promise<boolean> {
  const talk = await first.again();
  if (talk === null) return false;
  talk.send(connect(5));
  const bytes = await talk.receive((all) => all.length > 2 && all.length >= 2 + u8(all, 1));
  const code = u8(bytes, 3);
  const isFive = u8(bytes, 0) === CONNACK && u8(bytes, 1) > 2 && (code === 0 || code >= 0x80) && code !== 0x84;
  if (isFive && code === 0) talk.send(DISCONNECT);
  talk.close();
  return isFive;
}
