// Varnish's management port: varnish-cli(7), "Wire protocol". A line of exactly 13 bytes, then as many bytes as it says.
//
//   status (3 digits) SP length (8 characters, padded with blanks) LF, text, LF
import { defineService, type Reply, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const AUTHENTICATE = 107;
const OK = 200;

export const varnish = defineService({
  name: 'varnish-cli',
  title: 'Varnish management',
  specification: 'varnish-cli(7)',
  ports: [6082],

  read({ text }: Reply): Verdict | null {
    const head = /^(107|200) (\d{1,8}) {0,7}\n/.exec(text);
    if (head === null || head[0].length !== 13) return null;
    const status = Number(head[1]);
    const body = text.slice(13, 13 + Number(head[2]));
    const isWhole = text.length >= 13 + Number(head[2]);
    if (status === AUTHENTICATE && !/^[a-z]{32}\n/.test(body)) return null;
    if (status === OK && !/\bVarnish Cache CLI\b/.test(body)) return null;
    const version = /\bvarnish-(\d[\w.]{0,20})/.exec(body)?.[1];
    return {
      confidence: isWhole ? 0.95 : 0.85,
      product: 'Varnish',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('varnish_cache_project', 'varnish_cache', version)] }),
      info: status === AUTHENTICATE ? 'wants a secret' : 'no secret',
      ...(status === OK
        ? { notes: [noLogin('takes commands without a secret', 'start varnishd with -S, or -T none')] }
        : {}),
    };
  },
});
