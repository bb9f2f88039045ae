// FINS/TCP of Omron controllers: W421 "CS/CJ Ethernet Units", section 7-4; W342 "Communications Commands Reference", 5-3-9.
//
//   FINS       magic, length u32 (of what follows), command u32, error u32
//   command 0  the client's node u32, 0: give me one; answer 1: client node u32, server node u32
//   command 2  a frame: ICF, RSV, GCT, DNA, DA1, DA2, SNA, SA1, SA2, SID; command u16; answer: end code u16, then the data
//   05 01      controller data: model 20 characters, version 20 characters
import { ascii, clean, concat, hex, stands, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const MAGIC = ascii('FINS');
const NODES = 1;
const FRAME = 2;
const HEADER = 16;
/** Of an answer's frame: header 10, command 2, end code 2. */
const DATA = HEADER + 14;

export const fins = defineService({
  name: 'fins',
  title: 'Omron FINS',
  specification: 'W421, W342',
  ports: [9600],
  hello: concat(MAGIC, hex('0000000c 00000000 00000000 00000000')),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
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
    const isData = stands(bytes, MAGIC) && u32(bytes, 8) === FRAME && u16(bytes, HEADER + 10) === 0x0501;
    if (!isData || u16(bytes, HEADER + 12) !== 0) return verdict;
    const model = clean(textAt(bytes, DATA, 20).replace(/\0.*$/s, ''), 24);
    const version = clean(textAt(bytes, DATA + 20, 20).replace(/\0.*$/s, ''), 24);
    if (model === '') return verdict;
    return {
      ...verdict,
      confidence: 1,
      product: `Omron ${model}`,
      ...(version === '' ? {} : { version }),
      device: 'controller',
    };
  },
});
