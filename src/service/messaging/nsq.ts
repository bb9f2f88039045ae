// NSQ: nsq.io, "TCP Protocol Spec" and internal/protocol of its source. Whoever does not begin with `  V2` is told so; IDENTIFY is
// answered with what the daemon is.
//
//   frame of nsqd       size u32, type u32 (0 response, 1 error, 2 message), bytes;  of nsqlookupd: size u32, bytes
import { ascii, be32, clean, concat, textAt, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const BAD_PROTOCOL = 'E_BAD_PROTOCOL';
const BODY = '{"feature_negotiation":true}';
const IDENTIFY = concat(ascii('  V2IDENTIFY\n'), be32(BODY.length), ascii(BODY));

export const nsq = defineService({
  name: 'nsq',
  title: 'NSQ',
  specification: 'NSQ TCP Protocol Spec',
  ports: [4150, 4160],

  read({ bytes }) {
    const size = u32(bytes, 0);
    if (size > 100 || bytes.length !== 4 + size) return null;
    const product = { product: 'NSQ', cpe: [cpeOf('nsq', 'nsq')] };
    if (textAt(bytes, 4, size) === BAD_PROTOCOL) return { confidence: 0.95, service: 'nsqlookupd', ...product };
    return u32(bytes, 4) === 1 && textAt(bytes, 8, size - 4) === BAD_PROTOCOL ? { confidence: 0.95, ...product } : null;
  },

  async learn(first: Talk, verdict: Verdict): Promise<Verdict> {
    const talk = verdict.service === undefined ? await first.again() : null;
    if (talk === null) return verdict;
    talk.send(IDENTIFY);
    const bytes = await talk.receive((all) => all.length >= 4 + u32(all, 0));
    talk.close();
    const version = /"version":"(\d[\w.+-]{0,30})"/.exec(textAt(bytes, 8, 2000))?.[1];
    if (version === undefined || u32(bytes, 4) !== 0) return verdict;
    return { ...verdict, confidence: 1, version: clean(version), cpe: [cpeOf('nsq', 'nsq', version)] };
  },
});
