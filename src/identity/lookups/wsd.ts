// Web Services for Devices: who answered a probe (WS-Discovery 1.1) describes itself to who asks for it (Devices Profile for Web Services
// 1.1 section 5.1: WS-Transfer's Get, WS-MetadataExchange): Windows its name and workgroup, printers their model.
//
//   ThisDevice { FriendlyName, SerialNumber }   ThisModel { Manufacturer, ModelName }   Relationship { Host { pub:Computer } }
import { wsDiscovery, wsProbes, wsResolve, wsResolved } from '../../service/directory/ws-discovery.ts';
import { judge, replyOf } from '../../service/recognise/judge.ts';
import type { Endpoint, Verdict } from '../../service/service.ts';
import { type Clue, clueOf } from '../clue.ts';
import { nameOf, textsOf } from '../sources/service-source.ts';
import { cluesAbout, firstAnswer, type PartyFor } from './ask-record.ts';
import { fetchPage } from './fetch-page.ts';
import { localPage, onceOnly } from './local-page.ts';
import type { Lookup, LookupOptions } from './lookup.ts';
import { valuesIn } from './xml-values.ts';

const NAME = 'ws-discovery';
const PORT = 3702;
/** APP_MAX_DELAY (WS-Discovery 1.1 section 3.1.4), and the way. */
const DELAY_MS = 600;
const MESSAGE = 'urn:uuid:504f5254-4f4c-414e-8000-000000005357';
const ADDRESSES_MOST = 4;
const FIELDS: ReadonlySet<string> = new Set('FriendlyName SerialNumber Manufacturer ModelName Computer'.split(' '));

function getOf(endpoint: string): Uint8Array {
  return Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?>' +
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"' +
      ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header>' +
      `<a:To>${endpoint.replace(/[<>&]/g, '')}</a:To>` +
      '<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>' +
      `<a:MessageID>${MESSAGE}</a:MessageID>` +
      '<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>' +
      '</s:Header><s:Body/></s:Envelope>',
  );
}

export function wsdLookup(partyFor: PartyFor): Lookup {
  const once = onceOnly();

  async function described(
    ip: string,
    addresses: unknown,
    endpoint: string,
    options: LookupOptions,
  ): Promise<readonly Clue[]> {
    const [page] = textsOf(addresses, ADDRESSES_MOST).flatMap((each) => localPage(each, ip) ?? []);
    if (page === undefined || !once(`${ip} ${page.port} ${page.path}`)) return [];
    const asked = { ...page, method: 'POST', type: 'application/soap+xml', body: getOf(endpoint) } as const;
    const bytes = await fetchPage(ip, asked, options.signal, options.budgetMs);
    return bytes === null ? [] : cluesOfMetadata(Buffer.from(bytes).toString('utf8'), page.port);
  }

  return {
    name: NAME,
    async ask(subject, options) {
      const { ip } = subject;
      if (ip.includes(':')) return [];
      const on: Endpoint = { ip, port: PORT, proto: 'udp' };
      const read = (bytes: Uint8Array): Verdict | undefined =>
        judge([wsDiscovery], replyOf(on, bytes, null, NAME, false))?.verdict;
      const asking = { isCalled: true, delayMs: DELAY_MS };
      const party = partyFor(subject);
      const answer = await firstAnswer(
        subject,
        party,
        { ...asking, words: wsProbes() },
        options,
        (bytes) => read(bytes) !== undefined,
      );
      const verdict = answer === null ? undefined : read(answer);
      if (verdict === undefined) return [];
      const exchange = { sent: new Uint8Array(0), received: answer!, greeted: false };
      const clues = cluesAbout(on, { service: NAME, verdict, tls: null, exchanges: [exchange] }, options);
      const { addresses, endpoint } = verdict.details ?? {};
      if (typeof endpoint !== 'string') return clues;
      if (textsOf(addresses, 1).length > 0) return [...clues, ...(await described(ip, addresses, endpoint, options))];
      // Some tell where they are to who asks for that alone.
      const resolved = (bytes: Uint8Array): readonly string[] => wsResolved(Buffer.from(bytes).toString('latin1'));
      const words = [wsResolve(endpoint)];
      const told = await firstAnswer(
        subject,
        party,
        { ...asking, words },
        options,
        (bytes) => resolved(bytes).length > 0,
      );
      return told === null ? clues : [...clues, ...(await described(ip, resolved(told), endpoint, options))];
    },
    follow(fact, options) {
      if (fact.type !== 'service' || fact.service !== NAME) return null;
      const { addresses, endpoint } = fact.details ?? {};
      return typeof endpoint === 'string' ? described(fact.ip, addresses, endpoint, options) : null;
    },
  };
}

export function cluesOfMetadata(text: string, port: number): readonly Clue[] {
  const values = valuesIn(text, (path) => (FIELDS.has(path.at(-1)!) ? path.at(-1)! : null));
  const put = (about: Clue['about'], value: string | undefined, confidence: number): readonly Clue[] =>
    value === undefined ? [] : clueOf({ about, value, source: NAME, confidence, proto: 'tcp', port });
  // `LABPC/Workgroup:OFFICE`, `LABPC/Domain:EXAMPLE` ([MS-PBSD] section 2.2).
  const computer = /^(?<name>[^/]{1,63})(?:\/(?:Workgroup|Domain):(?<domain>.{1,63}))?$/.exec(
    values.get('Computer') ?? '',
  );
  return [
    ...put('name', nameOf(computer?.groups?.name), 0.95),
    ...put('domain', computer?.groups?.domain, 0.9),
    ...(computer === null ? put('name', nameOf(values.get('FriendlyName')), 0.4) : []),
    // Of a computer they name the program.
    ...(computer === null ? put('vendor', values.get('Manufacturer'), 0.9) : []),
    ...(computer === null ? put('model', values.get('ModelName'), 0.9) : []),
    ...(computer === null ? put('serial', values.get('SerialNumber'), 0.85) : []),
  ];
}
