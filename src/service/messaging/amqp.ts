// AMQP: 0-9-1 (amqp.org, specification sections 4.2 and 1.4) and 1.0 (OASIS, parts 2.2 and 5.3).
//
//   header   `AMQP`, id u8 (0; 2 TLS, 3 SASL), major u8, minor u8, revision u8; who does not speak that version says which it does
//   frame    0-9-1: type u8 (1 method), channel u16, size u32, class u16 10, method u16 10 (Connection.Start), version u8 u8,
//            properties (table), mechanisms (long string), locales (long string), 0xce
//   frame    1.0: size u32, offset u8 (2), type u8 (1 SASL), u16; described list 0x00 0x53 0x40 (mechanisms)
import { ascii, clean, concat, hex, latin1, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { plainTextLogin } from '../words/login-notes.ts';
import { type AmqpTable, tableAt } from './amqp-table.ts';

const MARK = ascii('AMQP');
const HEADER_0_9_1 = concat(MARK, hex('00 00 09 01'));
const HEADER_SASL = concat(MARK, hex('03 01 00 00'));
const METHOD = 1;
const START = 0x000a000a;
const FRAME_END = 0xce;
const SASL_MECHANISMS = hex('00 53 40');

export const amqp = defineService({
  name: 'amqp',
  title: 'AMQP (RabbitMQ, ActiveMQ, Qpid)',
  specification: 'AMQP 0-9-1, AMQP 1.0',
  ports: [5672, 5673],
  tlsPorts: [5671],
  hello: HEADER_0_9_1,

  read({ bytes, to }) {
    if (u8(bytes, 0) === METHOD && u32(bytes, 7) === START) return fromStart(bytes);
    if (bytes.length < 8 || latin1(bytes.subarray(0, 4)) !== 'AMQP') return null;
    const [id, major, minor, revision] = bytes.subarray(4, 8);
    if (id > 3 || major > 1 || minor > 10) return null;
    const version = major === 1 ? '1.0' : `0-${minor}-${revision}`;
    // A header in answer to other words is how the protocol says no: nobody else does.
    return { confidence: to === null ? 0.7 : 0.9, info: `AMQP ${version}`, details: { header: version } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.product !== undefined || verdict.details?.header === undefined) return withNotes(verdict, talk);
    const again = await talk.again();
    if (again === null) return verdict;
    const told = verdict.details.header === '1.0' ? await askSasl(again, verdict) : await askStart(again, verdict);
    again.close();
    return withNotes(told, talk);
  },
});

async function askStart(talk: Talk, verdict: Verdict): Promise<Verdict> {
  talk.send(HEADER_0_9_1);
  return fromStart(await talk.receive((all) => all.length > 7 && all.length >= 8 + u32(all, 3))) ?? verdict;
}

/** The mechanisms of SASL: an array (0xe0, 0xf0) or one symbol (0xa3) within the list. */
async function askSasl(talk: Talk, verdict: Verdict): Promise<Verdict> {
  talk.send(HEADER_SASL);
  const bytes = await talk.receive((all) => all.length > 12 && all.length >= 8 + u32(all, 8));
  const body = latin1(bytes.subarray(16, Math.min(bytes.length, 16 + 400)));
  if (u8(bytes, 12) !== 2 || u8(bytes, 13) !== 1 || !body.startsWith(latin1(SASL_MECHANISMS))) return verdict;
  const mechanisms = body.match(/[A-Z][A-Z0-9-]{3,30}/g) ?? [];
  return { ...verdict, confidence: 1, details: { ...verdict.details, mechanisms } };
}

function fromStart(bytes: Uint8Array): Verdict | null {
  const size = u32(bytes, 3);
  if (u8(bytes, 0) !== METHOD || u16(bytes, 1) !== 0 || u32(bytes, 7) !== START || size < 20 || size > 32_768)
    return null;
  if (bytes.length < size + 8) return { confidence: 0.6, more: true };
  const table = tableAt(bytes, 13);
  if (u8(bytes, 7 + size) !== FRAME_END || table === null) return { confidence: 0.5 };
  const at = 17 + u32(bytes, 13);
  const mechanisms = clean(textAt(bytes, at + 4, Math.min(200, u32(bytes, at)))).split(' ');
  const version = `0-${u8(bytes, 12)}`;
  return {
    confidence: 1,
    ...programOf(table),
    info: ['AMQP 0-9-1', ...(typeof table.platform === 'string' ? [clean(table.platform, 40)] : [])].join('; '),
    details: { protocol: version, mechanisms, ...textsOf(table) },
  };
}

function programOf(table: AmqpTable): Partial<Verdict> {
  const product = typeof table.product === 'string' ? clean(table.product, 60) : '';
  const version = typeof table.version === 'string' ? clean(table.version, 40) : '';
  const node = typeof table.cluster_name === 'string' ? /@([\w.-]{1,200})$/.exec(table.cluster_name)?.[1] : undefined;
  return {
    ...(product === '' ? {} : { product }),
    ...(version === '' ? {} : { version }),
    ...(product === 'RabbitMQ' && version !== '' ? { cpe: [cpeOf('broadcom', 'rabbitmq_server', version)] } : {}),
    ...(node === undefined ? {} : { hostname: node }),
  };
}

function textsOf(table: AmqpTable): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, value]) =>
      typeof value === 'string' ? [[clean(name, 40), clean(value)]] : [],
    ),
  );
}

function withNotes(verdict: Verdict, talk: Talk): Verdict {
  const mechanisms = verdict.details?.mechanisms;
  if (!Array.isArray(mechanisms)) return verdict;
  const notes: ServiceNote[] = [];
  if (mechanisms.includes('PLAIN') && talk.tls === null)
    notes.push(plainTextLogin('listen with TLS (port 5671), and not without'));
  if (mechanisms.includes('ANONYMOUS')) {
    notes.push({
      code: 'N_ANONYMOUS',
      text: 'offers to let in without a password',
      advice: 'take ANONYMOUS out of the mechanisms, unless it is meant',
    });
  }
  return notes.length > 0 ? { ...verdict, notes } : verdict;
}
