// Android Debug Bridge: protocol.txt and SERVICES.TXT of AOSP's adb. Asked on its own ports alone: a device asks its user
// on the screen whether the one who connects may.
//
//   message  command u32le, two arguments u32le, data length u32le, checksum u32le, command xor ffffffff; then data
//   CNXN     data: `device::ro.product.name=...;ro.product.model=...;`; AUTH: a token is to be signed; STLS: TLS is wanted
//   server   (5037) length as 4 hex digits, request; OKAY or FAIL, length, answer
import { ascii, clean, concat, hex, stands, textAt, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const COMMANDS = ['CNXN', 'AUTH', 'STLS'];
const HEADER = 24;
const BANNER = ascii('host::\0');
const CHECKSUM = BANNER.reduce((sum, byte) => sum + byte, 0);

export const adb = defineService({
  name: 'adb',
  title: 'Android Debug Bridge',
  specification: 'AOSP adb, protocol.txt',
  ports: [5555],
  hello: concat(
    hex('434e584e 00000001 00100000 07000000'),
    Uint8Array.of(CHECKSUM & 0xff, CHECKSUM >> 8, 0, 0),
    hex('bcb1a7b1'),
    BANNER,
  ),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
    const command = COMMANDS.find((word) => stands(bytes, ascii(word)));
    if (command === undefined || bytes.length < HEADER) return null;
    if ((u32le(bytes, 0) ^ u32le(bytes, 20)) >>> 0 !== 0xffff_ffff) return null;
    if (command !== 'CNXN') {
      return { confidence: 0.95, info: command === 'AUTH' ? 'wants a signed token' : 'wants TLS', os: 'Android' };
    }
    const properties = propertiesOf(textAt(bytes, HEADER, Math.min(u32le(bytes, 12), 1024)));
    const model = properties.get('ro.product.model');
    return {
      confidence: 1,
      os: 'Android',
      ...(model === undefined ? {} : { device: model }),
      details: Object.fromEntries(properties),
      notes: [
        {
          code: 'N_NO_LOGIN',
          text: 'gives a shell to whoever connects',
          advice: 'turn wireless debugging off, or require keys (ro.adb.secure=1)',
        },
      ],
    };
  },
});

function propertiesOf(banner: string): Map<string, string> {
  const pairs = banner.slice(banner.indexOf('::') + 2).split(';');
  return new Map(
    pairs.slice(0, 16).flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      return at > 0 ? [[clean(pair.slice(0, at), 40), clean(pair.slice(at + 1), 400)]] : [];
    }),
  );
}
