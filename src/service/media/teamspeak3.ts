// TeamSpeak 3 voice: ReSpeak, "TS3 protocol paper", section 2.1.
//
//   `TS3INIT1`, packet u16 (101), kind u8 (88), step u8: 1, 16 bytes, our random reversed 4 bytes; 7f: begin again
import { teamspeak3 as question, TEAMSPEAK_RANDOM } from '../../probe/udp/media/teamspeak3.ts';
import { ascii, concat, hex, stands, u8 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HEADER = concat(ascii('TS3INIT1'), hex('0065 88'));
const STEP = HEADER.length;
const REVERSED = Uint8Array.from([...TEAMSPEAK_RANDOM].reverse());
const AGAIN = 0x7f;

export const teamspeak3 = defineService({
  name: 'teamspeak3',
  title: 'TeamSpeak 3 voice',
  specification: 'ReSpeak: TS3 protocol',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, HEADER)) return null;
    const product = 'TeamSpeak 3 server';
    if (u8(bytes, STEP) === AGAIN) return { confidence: 0.9, product };
    const isOurs = bytes.length === STEP + 21 && u8(bytes, STEP) === 1 && stands(bytes, REVERSED, STEP + 17);
    return isOurs ? { confidence: 1, product } : null;
  },
});
