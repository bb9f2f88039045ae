// LIFX lamps: lan.developer.lifx.com, "Packet contents", "StateService".
//
//   length u16le, flags and protocol u16le (1024), source u32 (ours), target 8 bytes (MAC first), 6, flags u8, number u8, 8, kind u16le (3), 2;
//   36 service u8 (1 UDP), port u32le
import { LIFX_SOURCE, lifx as question } from '../../probe/udp/discovery/lifx.ts';
import { stands, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const STATE_SERVICE = 3;
const LENGTH = 41;
const KIND = 32;
const SOURCE = Uint8Array.from(LIFX_SOURCE);

export const lifx = defineService({
  name: 'lifx',
  title: 'LIFX lamp',
  specification: 'LIFX LAN protocol',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const isHeader = u16le(bytes, 0) === LENGTH && bytes.length === LENGTH && (u16le(bytes, 2) & 0xfff) === 1024;
    if (!isHeader || !stands(bytes, SOURCE, 4) || u16le(bytes, KIND) !== STATE_SERVICE) return null;
    const mac = Buffer.from(bytes.subarray(8, 14)).toString('hex').match(/../g)!.join(':');
    return {
      confidence: 1,
      product: 'LIFX lamp',
      device: 'lamp',
      details: { mac, service: u8(bytes, 36), port: u32le(bytes, 37) },
    };
  },
});
