// What a printer says of itself: IPP, Get-Printer-Attributes (RFC 8011 section 4.2.5), by HTTP on port 631. It changes nothing, and
// asks for no login.
//
//   request   version 2, operation u16 (000b), number u32; 01 { value tag, name length u16, name, value length u16, value } ..., 03
//   response  version 2, status u16 (below 0400: fine), number u32, groups: 04 is the printer's (RFC 8010 section 3.1)
//
//  1. Asked is where printers take jobs (PWG 5100.14: /ipp/print). A CUPS server answers there that it has none: its queues are others.
//  2. The first value of an attribute counts.
import { be16, be32, clean, concat, textAt, u8, u16, u32 } from '../../service/bytes.ts';
import { type Clue, clueOf } from '../clue.ts';
import { nameOf } from '../sources/service-source.ts';
import { fetchPage } from './fetch-page.ts';
import type { Lookup, LookupOptions } from './lookup.ts';

const NAME = 'ipp';
const PORT = 631;
const PATH = '/ipp/print';
const OPERATION = 0x000b;
const NUMBER = 0x504f5254;
const [OPERATION_GROUP, END] = [0x01, 0x03];
const [CHARSET, LANGUAGE, URI, KEYWORD] = [0x47, 0x48, 0x45, 0x44];
const ATTRIBUTES_MOST = 400;
const WANTED = ['printer-name', 'printer-info', 'printer-make-and-model', 'printer-device-id', 'printer-dns-sd-name'];

function attribute(tag: number, name: string, value: string): Uint8Array {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  return concat(Uint8Array.of(tag), be16(key.length), key, be16(text.length), text);
}

export function getPrinterAttributes(ip: string): Uint8Array {
  return concat(
    Uint8Array.of(2, 0),
    be16(OPERATION),
    be32(NUMBER),
    Uint8Array.of(OPERATION_GROUP),
    attribute(CHARSET, 'attributes-charset', 'utf-8'),
    attribute(LANGUAGE, 'attributes-natural-language', 'en'),
    attribute(URI, 'printer-uri', `ipp://${ip}${PATH}`),
    ...WANTED.map((each, index) => attribute(KEYWORD, index === 0 ? 'requested-attributes' : '', each)),
    Uint8Array.of(END),
  );
}

/** The texts of a response; empty where it is none of ours, or a refusal. */
export function attributesOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  if (u16(bytes, 2) >= 0x0400 || u32(bytes, 4) !== NUMBER) return attributes;
  for (let at = 8, read = 0; at + 1 < bytes.length && read < ATTRIBUTES_MOST; read++) {
    const tag = u8(bytes, at);
    if (tag === END) break;
    if (tag < 0x10) {
      at += 1;
      continue;
    }
    const nameLength = u16(bytes, at + 1);
    const value = at + 3 + nameLength + 2;
    const end = value + u16(bytes, value - 2);
    if (end > bytes.length) break;
    const name = textAt(bytes, at + 3, nameLength);
    if (name !== '' && !attributes.has(name)) {
      attributes.set(name, clean(Buffer.from(bytes.subarray(value, end)).toString('utf8'), 250));
    }
    at = end;
  }
  return attributes;
}

export function cluesOfPrinter(attributes: ReadonlyMap<string, string>): readonly Clue[] {
  const said = (name: string): string => attributes.get(name) ?? '';
  // IEEE 1284: `MFG:HP;MDL:LaserJet 400;SN:...;`, under short names or long ones.
  const id = new Map(
    said('printer-device-id')
      .split(';')
      .map((each) => each.split(/:(.*)/s, 2) as [string, string?])
      .map(([key, value = '']) => [key.trim().toUpperCase(), value.trim()] as const),
  );
  const of = (...keys: readonly string[]): string => keys.map((key) => id.get(key) ?? '').find(Boolean) ?? '';
  const put = (about: Clue['about'], value: string, confidence: number): readonly Clue[] =>
    clueOf({ about, value, source: NAME, confidence, proto: 'tcp', port: PORT });
  if (attributes.size === 0) return [];
  return [
    ...put('kind', 'printer', said('printer-make-and-model') === '' ? 0.6 : 0.9),
    ...put('vendor', of('MFG', 'MANUFACTURER'), 0.95),
    ...put('model', of('MDL', 'MODEL') || said('printer-make-and-model'), 0.95),
    ...put('serial', of('SN', 'SERN', 'SERIALNUMBER'), 0.95),
    ...put('name', nameOf(said('printer-dns-sd-name') || said('printer-info') || said('printer-name')), 0.4),
  ];
}

export const ipp: Lookup = {
  name: NAME,
  follow(fact, options) {
    const speaks = fact.type === 'service' && fact.proto === 'tcp' && !fact.tls;
    return speaks && fact.port === PORT && /^(?:ipp|http)$/.test(fact.service) ? asked(fact.ip, options) : null;
  },
};

async function asked(ip: string, { signal, budgetMs }: LookupOptions): Promise<readonly Clue[]> {
  const page = {
    method: 'POST',
    port: PORT,
    path: PATH,
    type: 'application/ipp',
    body: getPrinterAttributes(ip),
  } as const;
  const bytes = await fetchPage(ip, page, signal, budgetMs);
  return bytes === null ? [] : cluesOfPrinter(attributesOf(bytes));
}
