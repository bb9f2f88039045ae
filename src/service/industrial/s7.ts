// S7 communication of Siemens controllers, over ISO transport: RFC 1006 (TPKT), RFC 905 section 13 (X.224), and SIMATIC system status
// lists ("System Software for S7-300/400: System and Standard Functions", SZL 0x11 and 0x1c).
//
//   TPKT 3, 0, length u16; X.224 length u8, code u8 (e0 request, d0 confirm, f0 data)
//   e0       destination u16, source u16, class u8, parameters: c0 size, c1 calling TSAP, c2 called TSAP
//   S7       32, kind u8 (1 job, 3 answer, 7 user data), 0 u16, reference u16, length of parameters u16, of data u16, [error u16 of kind 3]
//   SZL      data: result u8 (ff), kind u8, length u16, id u16, index u16, length of a record u16, records u16
//
// What it is: its status list is read, as every engineering tool does first. Nothing of its program or its memory.
import { clean, concat, hex, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

/** Called: rack 0, slot 2 of a programming device's connection. */
const CONNECT = hex('0300 0016 11 e0 0000 5054 00 c001 0a c102 0100 c202 0102');
const CONFIRM = 0xd0;
const REFUSE = 0x80;
const OURS = 0x5054;
const SETUP = hex('0300 0019 02f080 32 01 0000 0001 0008 0000 f0 00 0001 0001 01e0');
const IDENTIFICATION = 0x0011;
const COMPONENTS = 0x001c;
const USER_DATA = 7;
/** TPKT 4, X.224 3, S7 10, parameters 12. */
const DATA = 29;
const RECORDS_MOST = 16;
const NAMES: Readonly<Record<number, string>> = { 1: 'system', 2: 'module', 3: 'plant', 5: 'serial', 7: 'type' };

const readList = (list: number): Uint8Array =>
  concat(
    hex('0300 0021 02f080 32 07 0000 0002 0008 0008 000112 04 11 44 01 00 ff09 0004'),
    Uint8Array.of(list >> 8, list & 0xff, 0, 0),
  );

export const s7 = defineService({
  name: 'iso-tsap',
  title: 'S7 communication (ISO transport)',
  specification: 'RFC 1006',
  ports: [102],
  hello: CONNECT,
  ownPortsOnly: true,
  nobodyElse: true,

  read({ bytes, to }): Verdict | null {
    const length = u16(bytes, 2);
    if (to !== 'iso-tsap' || u16(bytes, 0) !== 0x0300 || length < 11 || bytes.length < length) return null;
    if (u8(bytes, 4) !== length - 5 || u16(bytes, 6) !== OURS) return null;
    const code = u8(bytes, 5);
    if (code === CONFIRM) return { confidence: 0.9 };
    return code === REFUSE ? { confidence: 0.85, info: `refuses: reason ${u8(bytes, 10)}` } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.info !== undefined) return verdict;
    talk.send(SETUP);
    const agreed = await talk.receive(isWhole);
    // Others live over ISO transport as well: MMS (IEC 61850), X.400.
    if (u8(agreed, 7) !== 0x32 || u8(agreed, 8) !== 3) return verdict;
    talk.send(readList(IDENTIFICATION));
    const modules = recordsOf(await talk.receive(isWhole), IDENTIFICATION);
    talk.send(readList(COMPONENTS));
    const names = namesOf(recordsOf(await talk.receive(isWhole), COMPONENTS));
    return { ...verdict, confidence: 1, service: 's7comm', ...describe(modules, names) };
  },
});

const isWhole = (bytes: Uint8Array): boolean => bytes.length >= 4 && bytes.length >= u16(bytes, 2);

function recordsOf(bytes: Uint8Array, list: number): Uint8Array[] {
  if (u8(bytes, 8) !== USER_DATA || u8(bytes, DATA) !== 0xff || u16(bytes, DATA + 4) !== list) return [];
  const [size, count] = [u16(bytes, DATA + 8), u16(bytes, DATA + 10)];
  const records: Uint8Array[] = [];
  for (let k = 0; size > 2 && k < Math.min(count, RECORDS_MOST); k++) {
    const record = bytes.subarray(DATA + 12 + k * size, DATA + 12 + (k + 1) * size);
    if (record.length < size) break;
    records.push(record);
  }
  return records;
}

/** SZL 0x1c: index u16, text of 32 bytes. */
function namesOf(records: readonly Uint8Array[]): Record<string, string> {
  const named = records.flatMap((record): [string, string][] => {
    const name = NAMES[u16(record, 0)];
    const text = clean(textAt(record, 2, 32).replace(/\0.*$/s, ''), 40);
    return name === undefined || text === '' ? [] : [[name, text]];
  });
  return Object.fromEntries(named);
}

/** SZL 0x11: index u16 (1 the module, 7 its firmware), order number of 20 characters, kind u16, version of 4 bytes. */
function describe(modules: readonly Uint8Array[], names: Readonly<Record<string, string>>): Partial<Verdict> {
  const order = clean(textAt(modules.find((record) => u16(record, 0) === 1) ?? new Uint8Array(0), 2, 20), 24);
  const firmware = modules.find((record) => u16(record, 0) === 7);
  const version = firmware === undefined ? undefined : [25, 26, 27].map((at) => u8(firmware, at)).join('.');
  const product = ['Siemens', names.type ?? (order === '' ? 'SIMATIC S7' : order)].join(' ');
  return {
    product,
    ...(version === undefined ? {} : { version }),
    ...(order === '' || names.type === undefined ? {} : { info: order }),
    device: 'controller',
    details: { ...(order === '' ? {} : { order }), ...names },
  };
}
