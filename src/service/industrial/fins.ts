// FINS of Omron controllers: W421 "CS/CJ Ethernet Units", section 7-4; W342 "Communications Commands Reference", 3-3 and 5-3-9. A
// datagram is a frame; over TCP frames are wrapped, and a node is asked for first.
//
//   TCP        FINS, length u32 (of what follows), command u32, error u32
//   command 0  the client's node u32, 0: give me one; answer 1: client node u32, server node u32
//   command 2  a frame
//   frame      ICF (c0: an answer), RSV, GCT, DNA, DA1, DA2, SNA, SA1, SA2, SID; command u16; answer: end code u16, then the data
//   05 01      controller data: model 20 characters, version 20 characters
import { FINS_NODE, FINS_SERVICE_ID, fins as question } from '../../probe/udp/industrial/fins.ts';
import { ascii, clean, concat, cString, hex, stands, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const MAGIC = ascii('FINS');
const NODES = 1;
const FRAME = 2;
const HEADER = 16;
const CONTROLLER_DATA = 0x0501;
/** Of an answer's frame: header 10, command 2, end code 2. */
const DATA = 14;
const DATA_LEAST = 40;
const OVER_TCP = concat(MAGIC, hex('0000000c 00000000 00000000 00000000'));

export const fins = defineService({
  name: 'fins',
  title: 'Omron FINS',
  specification: 'W421, W342',
  ports: [9600],
  udpPorts: question.ports,
  hello: ({ proto }) => (proto === 'udp' ? question.bytes : OVER_TCP),
  ownPortsOnly: true,

  read({ bytes, endpoint }): Verdict | null {
    if (endpoint.proto === 'udp') return datagramOf(bytes);
    const length = u32(bytes, 4);
    if (!stands(bytes, MAGIC) || length < 8 || length > 2048) return null;
    if (bytes.length < 8 + length) return { confidence: 0.9, more: true };
    if (u32(bytes, 12) !== 0) return { confidence: 0.9, info: `error ${u32(bytes, 12)}` };
    if (u32(bytes, 8) !== NODES || length < 16) return { confidence: 0.9 };
    return { confidence: 0.95, details: { client: u8(bytes, 19), server: u8(bytes, 23) } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const { client, server } = (verdict.details ?? {}) as { client?: number; server?: number };
    if (client === undefined || server === undefined) return verdict;
    const frame = concat(hex('80 00 02 00'), Uint8Array.of(server, 0, 0, client), hex('00 50 0501 00'));
    talk.send(concat(MAGIC, Uint8Array.of(0, 0, 0, 8 + frame.length), hex('00000002 00000000'), frame));
    const bytes = await talk.receive((all) => all.length >= 8 + u32(all, 4));
    const isFrame = stands(bytes, MAGIC) && u32(bytes, 8) === FRAME;
    const controller = isFrame ? controllerOf(bytes.subarray(HEADER)) : null;
    return controller === null ? verdict : { ...verdict, confidence: 1, ...controller };
  },
});

/** What comes back to our node and our service id. */
function datagramOf(bytes: Uint8Array): Verdict | null {
  if ((u8(bytes, 0) & 0xc0) !== 0xc0 || u8(bytes, 1) !== 0 || bytes.length < DATA) return null;
  if (u8(bytes, 4) !== FINS_NODE || u8(bytes, 9) !== FINS_SERVICE_ID || u16(bytes, 10) !== CONTROLLER_DATA) return null;
  const controller = controllerOf(bytes);
  const complete = true;
  if (controller !== null) return { confidence: 1, ...controller, details: { node: u8(bytes, 7) }, complete };
  return { confidence: 0.95, info: `end code ${u16(bytes, 12).toString(16)}`, device: 'controller', complete };
}

/** Model and version of an answer's frame; null where there are none. */
function controllerOf(frame: Uint8Array): Pick<Verdict, 'product' | 'version' | 'device'> | null {
  // The upper bits of the end code's second byte only tell of its state (5-1-3).
  if (u16(frame, 10) !== CONTROLLER_DATA || (u16(frame, 12) & 0xff3f) !== 0) return null;
  if (frame.length < DATA + DATA_LEAST) return null;
  const model = clean(cString(frame, DATA, 20), 24);
  const version = clean(cString(frame, DATA + 20, 20), 24);
  if (model === '') return null;
  return { product: `Omron ${model}`, ...(version === '' ? {} : { version }), device: 'controller' };
}
