// MonetDB: monetdb.org, "MAPI protocol": it greets with a block (u16le: length << 1 | last) that holds a challenge.
import { clean, textAt, u16le } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

/** Salt, server, protocol, hashes, byte order, hash of passwords, options. */
const CHALLENGE =
  /^([^:]{4,80}):(mserver|merovingian|monetdbd):(\d{1,2}):([A-Z0-9,]{3,100}):(LIT|BIG):([A-Z0-9]{3,20}):/;

export const monetdb = defineService({
  name: 'monetdb',
  title: 'MonetDB (MAPI)',
  specification: 'MonetDB MAPI protocol 9',
  ports: [50000],

  read({ bytes }) {
    const length = u16le(bytes, 0) >> 1;
    if (length < 20 || length > 300 || bytes.length !== 2 + length) return null;
    const [, , kind, protocol, hashes] = CHALLENGE.exec(textAt(bytes, 2, length)) ?? [];
    if (kind === undefined) return null;
    const info = `${kind}, MAPI ${protocol}`;
    return {
      confidence: 0.95,
      product: 'MonetDB',
      info,
      cpe: [cpeOf('monetdb', 'monetdb')],
      details: { hashes: clean(hashes) },
    };
  },
});
