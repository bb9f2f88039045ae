// adb's server, which a workstation runs: SERVICES.TXT of AOSP's adb. `host:version` is answered in hex digits.
import { ascii } from '../bytes.ts';
import { defineService } from '../service.ts';

const VERSION = /^OKAY0004([0-9a-f]{4})$/;

export const adbServer = defineService({
  name: 'adb-server',
  title: 'Android Debug Bridge server',
  specification: 'AOSP adb, SERVICES.TXT',
  ports: [5037],
  hello: ascii('000chost:version'),
  ownPortsOnly: true,

  read({ text }) {
    const version = VERSION.exec(text)?.[1];
    if (version === undefined) {
      return /^FAIL[0-9a-f]{4}[\x20-\x7e]{1,200}$/.test(text) &&
        Number.parseInt(text.slice(4, 8), 16) === text.length - 8
        ? { confidence: 0.85 }
        : null;
    }
    return {
      confidence: 1,
      product: 'adb server',
      info: `protocol version ${Number.parseInt(version, 16)}`,
      notes: [
        {
          code: 'N_NO_LOGIN',
          text: 'lets anybody use the devices that are plugged in',
          advice: 'start it without -a, so that it listens on loopback alone',
        },
      ],
    };
  },
});
