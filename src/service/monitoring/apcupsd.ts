// apcupsd: its Network Information Server ("NIS Network Information Server Protocol", apcupsd manual). Each message has its length
// before it; `status` brings a record a message, an empty one ends it.
//
//   length u16, text
import { ascii, clean, concat, hex, textAt, u16 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const KEPT = [
  'UPSNAME',
  'MODEL',
  'DRIVER',
  'UPSMODE',
  'STATUS',
  'BCHARGE',
  'TIMELEFT',
  'LOADPCT',
  'SERIALNO',
  'FIRMWARE',
];
const RECORDS_MOST = 100;

export const apcupsd = defineService({
  name: 'apcupsd',
  title: 'apcupsd Network Information Server',
  specification: 'apcupsd NIS protocol',
  ports: [3551, 7000],
  hello: concat(hex('0006'), ascii('status')),

  read({ bytes, closed }: Reply): Verdict | null {
    if (textAt(bytes, 2, 9) !== 'APC      ') return null;
    const records = new Map<string, string>();
    let at = 0;
    for (let length = u16(bytes, 0); length > 0 && records.size < RECORDS_MOST; length = u16(bytes, at)) {
      if (at + 2 + length > bytes.length) break;
      const record = textAt(bytes, at + 2, length);
      if (record[9] !== ':') return null;
      records.set(record.slice(0, 9).trim(), clean(record.slice(10)));
      at += 2 + length;
    }
    const isWhole = records.has('END APC') || (at + 2 <= bytes.length && u16(bytes, at) === 0);
    const version = /^\d[\w.]{0,20}/.exec(records.get('VERSION') ?? '')?.[0];
    const hostname = records.get('HOSTNAME');
    const os = /\b(debian|ubuntu|redhat|suse|freebsd)\b/i.exec(records.get('VERSION') ?? '')?.[1];
    return {
      confidence: records.size > 1 ? 1 : 0.9,
      product: 'apcupsd',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('apcupsd', 'apcupsd', version)] }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(os === undefined ? {} : { os }),
      details: Object.fromEntries(KEPT.flatMap((key) => (records.has(key) ? [[key, records.get(key)]] : []))),
      ...(isWhole || closed ? {} : { more: true }),
    };
  },
});
