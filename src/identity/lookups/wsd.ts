// Web Services for Devices: who answered a probe (WS-Discovery 1.1) describes itself to who asks for it (Devices Profile for Web Services
// 1.1 section 5.1: WS-Transfer's Get, WS-MetadataExchange): Windows its name and workgroup, printers their model.
//
//   ThisDevice { FriendlyName, SerialNumber }   ThisModel { Manufacturer, ModelName }   Relationship { Host { pub:Computer } }
import { type Clue, clueOf } from '../clue.ts';
import { nameOf, textsOf } from '../sources/service-source.ts';
import type { Seen } from '../sources/source.ts';
import { fetchPage } from './fetch-page.ts';
import { localPage, onceOnly } from './local-page.ts';
import type { Lookup, LookupOptions } from './lookup.ts';
import { valuesIn } from './xml-values.ts';

const NAME = 'ws-discovery';
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

/** What the host that a probe found says of itself; null where it says nowhere that it would. */
export function wsdDescriber(): NonNullable<Lookup['follow']> {
  const once = onceOnly();
  return (fact, options) => describeWsd(fact, options, once);
}

function describeWsd(
  fact: Seen,
  options: LookupOptions,
  once: (what: string) => boolean,
): Promise<readonly Clue[]> | null {
  if (fact.type !== 'service' || fact.service !== 'ws-discovery') return null;
  const { addresses, endpoint } = fact.details ?? {};
  const pages = textsOf(addresses, ADDRESSES_MOST).flatMap((each) => localPage(each, fact.ip) ?? []);
  if (pages.length === 0 || typeof endpoint !== 'string') return null;
  const [page] = pages;
  if (!once(`${fact.ip} ${page.port} ${page.path}`)) return null;
  const asked = { ...page, method: 'POST', type: 'application/soap+xml', body: getOf(endpoint) } as const;
  return fetchPage(fact.ip, asked, options.signal, options.budgetMs).then((bytes) =>
    bytes === null ? [] : cluesOfMetadata(Buffer.from(bytes).toString('utf8'), page.port),
  );
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
