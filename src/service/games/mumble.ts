// Mumble: mumble-protocol.readthedocs.io, Mumble.proto. Inside TLS the server greets with its version.
//
//   message   type u16 (0 Version), length u32, { 1: version u32, 2: release, 3: os, 4: os version, 5: version u64 }
import { clean, u16, u32 } from '../bytes.ts';
import { numberField, protobufFields, stringField } from '../protobuf.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const HEADER = 6;
const LENGTH_MOST = 1024;

export const mumble = defineService({
  name: 'mumble',
  title: 'Mumble',
  specification: 'Mumble protocol: Version',
  ports: [],
  tlsPorts: [64738],

  read({ bytes }) {
    const length = u32(bytes, 2);
    if (u16(bytes, 0) !== 0 || length < 4 || length > LENGTH_MOST || bytes.length < HEADER + length) return null;
    const fields = protobufFields(bytes.subarray(HEADER, HEADER + length));
    const number = fields === null ? undefined : numberField(fields, 1);
    // Major u16, minor u8, patch u8: none has been other than 1 so far.
    if (number === undefined || number >>> 16 !== 1) return null;
    const version = [number >>> 16, (number >> 8) & 0xff, number & 0xff].join('.');
    // `X11` is what it calls all that has no name of its own.
    const [release, os, osVersion] = [2, 3, 4].map((each) => clean(stringField(fields!, each)));
    return {
      confidence: release === '' ? 0.9 : 1,
      product: 'Mumble server',
      version,
      cpe: [cpeOf('mumble', 'mumble', version)],
      ...(os === '' ? {} : { os: os === 'X11' ? osVersion : clean(`${os} ${osVersion}`) }),
      details: { release },
    };
  },
});
