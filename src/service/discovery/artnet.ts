// Art-Net 4: Artistic Licence, "Specification for the Art-Net 4 Ethernet Communication Protocol", ArtPollReply.
//
//   `Art-Net` 0, operation u16le (2100), address 4 bytes, port u16le (6454), version u8 u8, switches u8 u8, OEM u16, UBEA u8, status u8,
//   maker u16le, 26 short name 18 bytes, 44 long name 64 bytes, ...
import { artnet as question } from '../../probe/udp/discovery/artnet.ts';
import { ascii, clean, cString, stands, u8, u16, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const MAGIC = ascii('Art-Net\0');
const POLL_REPLY = 0x2100;
const LEAST = 108;
const PORT = 6454;

export const artnet = defineService({
  name: 'art-net',
  title: 'Art-Net',
  specification: 'Art-Net 4',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, MAGIC) || u16le(bytes, 8) !== POLL_REPLY || bytes.length < LEAST) return null;
    if (u16le(bytes, 14) !== PORT) return null;
    const [short, long] = [clean(cString(bytes, 26, 18)), clean(cString(bytes, 44, 64))];
    return {
      confidence: 0.95,
      ...(long === '' && short === '' ? {} : { product: long === '' ? short : long }),
      version: `${u8(bytes, 16)}.${u8(bytes, 17)}`,
      device: 'lighting controller',
      details: { oem: u16(bytes, 20), maker: u16le(bytes, 24), name: short },
    };
  },
});
