// Redis and its kin: the protocol RESP (redis.io, "Redis serialization protocol specification").
//
//   $<length>\r\n<bytes>\r\n  bulk string, here of lines `field:value`; -<code> <text>\r\n  error; +<text>\r\n
import { ascii, clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const ERROR = /^-(NOAUTH|DENIED|WRONGPASS|NOPERM|ERR|MASTERDOWN|LOADING) ([^\r\n]{1,200})\r\n/;

export const redis = defineService({
  name: 'redis',
  title: 'Redis',
  specification: 'Redis serialization protocol (RESP)',
  ports: [6379, 26379],
  tlsPorts: [6380],
  hello: ascii('*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n'),
  yield: 5,

  read({ text, to, closed }) {
    if (text.startsWith('$')) return fromInfo(text, closed);
    const error = ERROR.exec(text);
    if (error === null) return null;
    const [, code, words] = error;
    if (code === 'NOAUTH') return { confidence: 0.95, product: 'Redis', info: 'wants a password' };
    if (code === 'DENIED') return { confidence: 0.95, product: 'Redis', info: 'protected mode: loopback only' };
    // What others than Redis say begins so, too; of ours words and in its own form it is likely.
    const likely = /unknown command|wrong number of arguments|Protocol error/.test(words);
    return likely && to === 'redis' ? { confidence: 0.85 } : likely ? { confidence: 0.5 } : null;
  },
});

function fromInfo(text: string, closed: boolean): Verdict | null {
  const head = /^\$(\d{1,6})\r\n# Server\r\n/.exec(text);
  if (head === null) return null;
  const isWhole = text.length >= Number(head[1]) + head[0].indexOf('\n') + 1;
  const fields = new Map(
    text.split('\r\n').flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), clean(line.slice(at + 1))]] : [];
    }),
  );
  const [product, vendor, name, version] = programOf(fields);
  const os = fields.get('os');
  const service = fields.get('redis_mode') === 'sentinel' ? { service: 'redis-sentinel' } : {};
  return {
    ...service,
    confidence: 1,
    product,
    ...(version === undefined ? {} : { version, cpe: [cpeOf(vendor, name, version)] }),
    ...(os === undefined ? {} : { os }),
    ...(isWhole || closed ? {} : { more: true }),
    details: Object.fromEntries(fields),
    notes: [
      {
        code: 'N_NO_LOGIN',
        text: 'answers without a password',
        advice: 'set requirepass or ACL users, and bind it to the addresses that need it',
      },
    ],
  };
}

/** Valkey and KeyDB keep `redis_version` for old clients, and say their own beside it. */
function programOf(fields: ReadonlyMap<string, string>): readonly [string, string, string, string | undefined] {
  const valkey = fields.get('valkey_version');
  if (valkey !== undefined) return ['Valkey', 'lfprojects', 'valkey', valkey];
  const dragonfly = fields.get('dragonfly_version');
  if (dragonfly !== undefined) return ['Dragonfly', 'dragonflydb', 'dragonfly', dragonfly.replace(/^df-v/, '')];
  const version = fields.get('redis_version');
  if (/keydb/i.test(fields.get('executable') ?? '')) return ['KeyDB', 'snap', 'keydb', version];
  return ['Redis', 'redis', 'redis', version];
}
