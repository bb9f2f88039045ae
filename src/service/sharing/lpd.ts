// LPD: RFC 1179. Nothing is ever said here: a printer may print it. Some refuse by themselves, in words.
import { clean } from '../bytes.ts';
import { defineService } from '../service.ts';

/** BSD's lpd and its kin: `host: lpd: Your host does not have line printer access`. */
const REFUSAL = /^(?:[\w.-]{1,64}: )?(?:lpd|in\.lpd|lpsched): ([^\r\n]{1,120})\r?\n/;

export const lpd = defineService({
  name: 'printer',
  title: 'Line printer daemon',
  specification: 'RFC 1179',
  ports: [515],

  read({ text }) {
    const words = REFUSAL.exec(text)?.[1];
    return words === undefined ? null : { confidence: 0.7, info: clean(words, 80) };
  },
});
