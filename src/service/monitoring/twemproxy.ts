// twemproxy (nutcracker), its statistics: notes/recommendation.md and the README's "Observability" of its source. Whoever
// connects is given one JSON document, and the connection is closed.
//
//   {"service":"nutcracker", "source":"<host name>", "version":"<version>", "uptime":<s>, "timestamp":<s>, ...}
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const START = '{"service":"nutcracker"';
const HEAD = /^\{"service":"nutcracker", "source":"([^"\\]{0,255})", "version":"(\d[\w.]{0,30})", "uptime":\d{1,12},/;

export const twemproxy = defineService({
  name: 'twemproxy-stats',
  title: 'twemproxy statistics',
  specification: 'twemproxy README',
  ports: [22222],

  read({ text, sent, closed }): Verdict | null {
    if (!text.startsWith(START)) return null;
    const [, hostname, version] = HEAD.exec(text) ?? [];
    if (version === undefined) return null;
    return {
      confidence: sent === null && (closed || text.trimEnd().endsWith('}')) ? 1 : 0.9,
      product: 'twemproxy',
      version,
      ...(hostname === '' ? {} : { hostname: clean(hostname) }),
      cpe: [cpeOf('twitter', 'twemproxy', version)],
      complete: true,
    };
  },
});
