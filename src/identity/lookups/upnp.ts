// UPnP: who answers a search (UPnP Device Architecture 2.0 section 1.3) says where it is described, and the description who made it,
// which model it is, and what its owner calls it (section 2.3).
//
//  1. Several devices of one host answer, each with a description of its own: of DESCRIPTIONS_MOST at the most.
//  2. Only what stands directly in the first device of a description counts: others are inside it.
//  3. A server of media is a program: who wrote it made no device.
import { ssdp } from '../../service/directory/ssdp.ts';
import { judge, replyOf } from '../../service/recognise/judge.ts';
import type { Endpoint } from '../../service/service.ts';
import { type Clue, clueOf } from '../clue.ts';
import { nameOf } from '../sources/service-source.ts';
import { cluesAbout, type PartyFor, waits } from './ask-record.ts';
import { fetchPage } from './fetch-page.ts';
import { localPage, onceOnly } from './local-page.ts';
import type { Lookup, LookupOptions } from './lookup.ts';
import { UPNP_TYPES } from './upnp.data.ts';
import { valuesIn } from './xml-values.ts';

const PORT = 1900;
/** MX of the question: so long may who is called wait. */
const DELAY_MS = 1000;
const ANSWERS_MOST = 8;
/** Rule 1. */
const DESCRIPTIONS_MOST = 3;
const NAME = 'upnp';
const FIELDS: ReadonlySet<string> = new Set(
  'deviceType friendlyName manufacturer modelName modelNumber serialNumber'.split(' '),
);

export function upnpLookup(partyFor: PartyFor): Lookup {
  const hello = ssdp.hello as Uint8Array;
  const once = onceOnly();
  const describedAt = async (ip: string, location: string, options: LookupOptions): Promise<readonly Clue[]> =>
    once(`${ip} ${location}`) ? described(ip, location, options) : [];
  return {
    name: NAME,
    async ask(subject, options) {
      const { ip, isNear } = subject;
      if (ip.includes(':')) return [];
      const endpoint: Endpoint = { ip, port: PORT, proto: 'udp' };
      const party = partyFor(subject);
      const hearing = party.listen(ip);
      const clues: Clue[] = [];
      const locations = new Set<string>();
      try {
        let heard = 0;
        for (const wait of waits(subject, options.budgetMs, DELAY_MS)) {
          if (heard > 0 || options.signal.aborted) break;
          party.send(ip, hello);
          if (isNear) party.call(hello);
          const until = performance.now() + wait;
          while (heard < ANSWERS_MOST) {
            const bytes = await hearing.next(until - performance.now());
            if (bytes === null) break;
            const verdict = judge([ssdp], replyOf(endpoint, bytes, hello, ssdp.name, false))?.verdict;
            if (verdict === undefined) continue;
            heard++;
            const exchanges = [{ sent: hello, received: bytes, greeted: false }];
            clues.push(...cluesAbout(endpoint, { service: ssdp.name, verdict, tls: null, exchanges }, options));
            locations.add(String(verdict.details?.location ?? ''));
          }
        }
      } finally {
        hearing.close();
      }
      const told = await Promise.all(
        [...locations].slice(0, DESCRIPTIONS_MOST).map((each) => describedAt(ip, each, options)),
      );
      return [...clues, ...told.flat()];
    },
    follow(fact, options) {
      if (fact.type !== 'service' || fact.service !== ssdp.name) return null;
      const location = fact.details?.location;
      return typeof location === 'string' ? describedAt(fact.ip, location, options) : null;
    },
  };
}

async function described(ip: string, location: string, { signal, budgetMs }: LookupOptions): Promise<readonly Clue[]> {
  const page = localPage(location, ip);
  const bytes = page === null ? null : await fetchPage(ip, page, signal, budgetMs);
  return bytes === null ? [] : cluesOfDescription(Buffer.from(bytes).toString('utf8'), page!.port);
}

/** Rules 2 and 3. */
export function cluesOfDescription(text: string, port: number): readonly Clue[] {
  const isDevice = (path: readonly string[]): boolean => path.length === 2 && path[1] === 'device';
  const values = valuesIn(
    text,
    (path) => (isDevice(path.slice(0, 2)) && path.length === 3 && FIELDS.has(path[2]) ? path[2] : null),
    (path) => isDevice(path),
  );
  const type = /:device:(?<type>[\w-]{1,40})(?::|$)/.exec(values.get('deviceType') ?? '')?.groups?.type ?? '';
  const { kind, role, isProgram = false } = Object.hasOwn(UPNP_TYPES, type) ? UPNP_TYPES[type] : {};
  const sure = isProgram ? 0.4 : 0.9;
  const put = (about: Clue['about'], value: string | undefined, confidence: number): readonly Clue[] =>
    value === undefined ? [] : clueOf({ about, value, source: NAME, confidence, proto: 'tcp', port, text: type });
  const number = values.get('modelNumber') ?? '';
  const model = values.get('modelName');
  const whole = model === undefined || number === '' || model.includes(number) ? model : `${model} ${number}`;
  const serial = values.get('serialNumber') ?? '';
  return [
    ...put('name', nameOf(values.get('friendlyName')), 0.5),
    ...put('vendor', values.get('manufacturer'), sure),
    ...put('model', whole, sure),
    // What nobody filled in.
    ...(/^(?:0+|1234567\d*|none|n\/a|)$/i.test(serial) ? [] : put('serial', serial, isProgram ? 0.4 : 0.85)),
    ...put('kind', kind, 0.8),
    ...put('role', role, 0.8),
  ];
}
