// Apache Ignite's thin clients: ignite.apache.org, "Binary Client Protocol", Handshake. Asked for a version that is none it
// refuses and tells its own; no session begins.
//
//   request   length i32le, 1 u8, major i16le, minor i16le, patch i16le, 2 u8 (thin client)
//   refusal   length i32le, 0 u8, major, minor, patch i16le, text: 9 u8, length i32le
import { clean, hex, textAt, u8, u16le, u32le } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const STRING = 9;

export const ignite = defineService({
  name: 'ignite',
  title: 'Apache Ignite thin client port',
  specification: 'Ignite Binary Client Protocol',
  ports: [10800],
  hello: hex('08000000 01 ff7f 0000 0000 02'),
  ownPortsOnly: true,

  read({ bytes }) {
    const length = u32le(bytes, 0);
    if (length < 12 || length > 2048 || bytes.length < 4 + length || u8(bytes, 4) !== 0) return null;
    const [major, minor, patch] = [5, 7, 9].map((at) => u16le(bytes, at));
    if (major > 20 || minor > 50 || patch > 50 || u8(bytes, 11) !== STRING) return null;
    const words = textAt(bytes, 16, u32le(bytes, 12));
    if (words.length !== u32le(bytes, 12) || !/^[\x20-\x7e]{4,400}$/.test(words)) return null;
    return {
      confidence: 0.95,
      product: 'Apache Ignite',
      info: `thin client protocol ${major}.${minor}.${patch}`,
      cpe: [cpeOf('apache', 'ignite')],
      details: { error: clean(words) },
    };
  },
});
