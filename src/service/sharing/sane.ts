// SANE network protocol: SANE Standard 1.06, chapter 5. SANE_NET_INIT opens a session; it names no user here.
//
//   request  0 SANE_NET_INIT u32, version u32 (major u8, minor u8, build u16), user name (length u32, bytes, zero)
//   reply    status u32 (0 good, 11 access denied), version u32
import { hex, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const ACCESS_DENIED = 11;

export const sane = defineService({
  name: 'sane-port',
  title: 'Scanner Access Now Easy',
  specification: 'SANE Standard 1.06, Network Protocol',
  ports: [6566],
  hello: hex('00000000 01000003 00000001 00'),

  read({ bytes, to }) {
    if (to !== 'sane-port' || bytes.length !== 8) return null;
    const status = u32(bytes, 0);
    if (u8(bytes, 4) !== 1 || u8(bytes, 5) > 1 || u16(bytes, 6) > 16) return null;
    if (status === ACCESS_DENIED) return { confidence: 0.9, info: 'access denied' };
    if (status !== 0) return null;
    return {
      confidence: 0.9,
      info: `protocol ${u16(bytes, 6)}`,
      notes: [
        {
          code: 'N_NO_LOGIN',
          text: 'lets this address use its scanners',
          advice: 'name the addresses that may in saned.conf',
        },
      ],
    };
  },
});
