// Bacula and Bareos: Bacula Developer's Guide, "Daemon Protocol". A daemon says who it is to the hello of a Director it does not know;
// no password is ever tried. Its own ports are those of printers, where nothing is said: it is found on others alone.
//
//   message    length u32, text
import { ascii, clean, concat, textAt, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const WORDS = ascii('Hello Director portolan calling\n');
const LENGTH_MOST = 512;
const REFUSED =
  /\b(?:unknown Director|Bad Hello command|Invalid connection|Authorization (?:key )?(?:rejected|problem))|^auth cram-md5\b/;

export const bacula = defineService({
  name: 'bacula',
  title: 'Bacula, Bareos',
  specification: "Bacula Developer's Guide: Daemon Protocol",
  ports: [9101, 9102, 9103],
  hello: concat(Uint8Array.of(0, 0, 0, WORDS.length), WORDS),

  read({ bytes, to }): Verdict | null {
    const length = u32(bytes, 0);
    if (to !== 'bacula' || length < 8 || length > LENGTH_MOST || bytes.length < 4 + length) return null;
    const text = textAt(bytes, 4, length);
    if (!REFUSED.test(text)) return null;
    return {
      confidence: 0.95,
      product: 'Bacula',
      ...(/\bat [\w.:]{2,60} rejected\b|from Director\b/.test(text) ? { info: 'file or storage daemon' } : {}),
      details: { refusal: clean(text.replace(/\bat [\w.:]{2,60} /, ''), 120) },
    };
  },
});
