// STOMP: stomp.github.io, specification 1.2. A CONNECT without credentials opens a session or is refused; both answers are frames.
//
//   frame   command, LF, headers `name:value` LF, LF, body, NUL
import { ascii, clean } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { namedProduct } from '../words/product.ts';

const FRAME = /^\n{0,5}(CONNECTED|ERROR)\r?\n/;
const HEADERS_MOST = 30;
/** CPE vendor and name by the product of `server`. */
const CPES: Readonly<Record<string, readonly [string, string]>> = {
  rabbitmq: ['broadcom', 'rabbitmq_server'],
  activemq: ['apache', 'activemq'],
  'activemq-artemis': ['apache', 'activemq_artemis'],
};

export const stomp = defineService({
  name: 'stomp',
  title: 'STOMP',
  specification: 'STOMP 1.2',
  ports: [61613],
  tlsPorts: [61614],
  hello: ascii('CONNECT\naccept-version:1.0,1.1,1.2\nhost:/\n\n\0'),

  read({ text, to }) {
    const command = FRAME.exec(text);
    if (command === null) return null;
    const blank = text.search(/\n\r?\n/);
    if (blank < 0 || !text.includes('\0')) return null;
    const headers = new Map(
      text
        .slice(command[0].length, blank)
        .split('\n', HEADERS_MOST)
        .map((line): [string, string] => [line.split(':', 1)[0], clean(line.slice(line.indexOf(':') + 1))]),
    );
    const version = headers.get('version');
    const named = namedProduct(headers.get('server') ?? '');
    const known = CPES[named?.product.toLowerCase() ?? ''];
    if (command[1] === 'ERROR' && !headers.has('message')) return null;
    return {
      confidence: command[1] === 'CONNECTED' ? (named !== null ? 1 : 0.9) : to === 'stomp' ? 0.9 : 0.85,
      ...(named === null ? {} : { product: named.product, ...(named.version && { version: named.version }) }),
      ...(known === undefined ? {} : { cpe: [cpeOf(known[0], known[1], named?.version)] }),
      info: command[1] === 'CONNECTED' ? `STOMP ${version ?? '1.0'}` : clean(headers.get('message') ?? '', 80),
      details: Object.fromEntries([...headers].filter(([name]) => /^[a-z-]{3,30}$/.test(name) && name !== 'session')),
      ...(command[1] === 'CONNECTED'
        ? {
            notes: [
              {
                code: 'N_ANONYMOUS' as const,
                text: 'lets anybody in without a password',
                advice: 'switch on authentication, unless it is meant',
              },
            ],
          }
        : {}),
    };
  },
});
