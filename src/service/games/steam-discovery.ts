// Steam Remote Play: SteamDatabase/Protobufs, steammessages_remoteclient_discovery.proto.
//
//   ff ff ff ff 21 4c 5f a0, length u32le, header, length u32le, body
//   header { 1: client u64, 2: kind (1 status) }
//   status { 1: version, 2: least version, 3: port, 4: host's name, 6: services, 7: system, ... }
import { steamDiscovery as question, STEAM_SIGNATURE } from '../../probe/udp/games/steam.ts';
import { clean, stands, u32le } from '../bytes.ts';
import { numberField, protobufFields, stringField } from '../protobuf.ts';
import { defineService, type Verdict } from '../service.ts';

const SIGNATURE = Uint8Array.from(STEAM_SIGNATURE);
const HEADER = 12;
const STATUS = 1;

export const steamDiscovery = defineService({
  name: 'steam-remote-play',
  title: 'Steam Remote Play',
  specification: 'steammessages_remoteclient_discovery.proto',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, SIGNATURE)) return null;
    const headerEnd = HEADER + u32le(bytes, 8);
    const end = headerEnd + 4 + u32le(bytes, headerEnd);
    if (end !== bytes.length) return null;
    const header = protobufFields(bytes.subarray(HEADER, headerEnd));
    const body = protobufFields(bytes.subarray(headerEnd + 4, end));
    if (header === null || body === null || numberField(header, 2) !== STATUS) return null;
    const hostname = clean(stringField(body, 4), 64);
    const port = numberField(body, 3);
    return {
      confidence: 1,
      product: 'Steam',
      ...(hostname === '' ? {} : { hostname }),
      ...(port === undefined ? {} : { info: `streams on port ${port}` }),
      details: { version: numberField(body, 1), system: numberField(body, 7) },
    };
  },
});
