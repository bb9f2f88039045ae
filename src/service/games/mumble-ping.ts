// Mumble's ping over UDP: mumble-protocol.readthedocs.io, "Pinging".
//
//   version u32 (0, major, minor, patch), id 8 bytes (ours), users u32, most users u32, bits a second u32
import { MUMBLE_ID, mumble as question } from '../../probe/udp/games/mumble.ts';
import { stands, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const LENGTH = 24;

export const mumblePing = defineService({
  name: 'mumble',
  title: 'Mumble',
  specification: 'Mumble protocol: Pinging',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (bytes.length !== LENGTH || !stands(bytes, MUMBLE_ID, 4) || u8(bytes, 0) !== 0 || u8(bytes, 1) === 0)
      return null;
    const version = bytes.subarray(1, 4).join('.');
    return {
      confidence: 1,
      product: 'Mumble server',
      version,
      cpe: [cpeOf('mumble', 'mumble', version)],
      info: `${u32(bytes, 12)} of ${u32(bytes, 16)} users`,
      details: { bitsPerSecond: u32(bytes, 20) },
    };
  },
});
