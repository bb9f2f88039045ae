// RethinkDB's driver port: rethinkdb.com/docs/writing-drivers, "Protocol V1.0". To a magic number it does not know it says what it
// is; to that of V1.0 (0x34c2bdc3, little-endian) it says its version, before anybody logs in.
import { clean, hex, latin1 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const V1_0 = hex('c3bdc234');
const REFUSAL = /^ERROR: Received an unsupported protocol version\. This port is for RethinkDB queries/;
const TOLD = /^\{[^{}\0]{0,300}"server_version":\s?"(\d[\w.+~-]{0,40})"[^{}\0]{0,300}\}\0/;

export const rethinkdb = defineService({
  name: 'rethinkdb',
  title: 'RethinkDB driver port',
  specification: 'RethinkDB protocol V1.0',
  ports: [28015],

  read({ text }) {
    return REFUSAL.test(text)
      ? { confidence: 0.95, product: 'RethinkDB', cpe: [cpeOf('rethinkdb', 'rethinkdb')] }
      : null;
  },

  async learn(_: Talk, verdict: Verdict): Promise<Verdict> {
    const talk = await _.again();
    if (talk === null) return verdict;
    talk.send(V1_0);
    const version = TOLD.exec(latin1(await talk.receive((all) => all.includes(0))))?.[1];
    talk.close();
    if (version === undefined) return verdict;
    return { ...verdict, confidence: 1, version: clean(version), cpe: [cpeOf('rethinkdb', 'rethinkdb', version)] };
  },
});
