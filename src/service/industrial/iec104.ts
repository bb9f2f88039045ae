// IEC 60870-5-104 section 5: a test frame (TESTFR act) is confirmed by every station. No transfer of data is started.
//
//   68, length u8 4, control 4 bytes: 43 00 00 00 test, 83 00 00 00 test confirmed
import { hex, stands } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const TEST = hex('68 04 43 000000');
const CONFIRMED = hex('68 04 83 000000');

export const iec104 = defineService({
  name: 'iec-104',
  title: 'IEC 60870-5-104 telecontrol',
  specification: 'IEC 60870-5-104',
  ports: [2404],
  tlsPorts: [19998],
  hello: TEST,
  ownPortsOnly: true,
  nobodyElse: true,

  read({ bytes, to }): Verdict | null {
    if (to !== 'iec-104') return null;
    // Some stations test us first.
    const isConfirmed = stands(bytes, CONFIRMED) || (stands(bytes, TEST) && stands(bytes, CONFIRMED, TEST.length));
    return isConfirmed ? { confidence: 0.95, device: 'controller' } : null;
  },
});
