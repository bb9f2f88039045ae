// The rsync daemon: rsyncd.conf(5) and clientserver.c's exchange. The server greets with its protocol's version and, since 32, the
// checksums that it knows; a client that says #list gets the modules, unless they are hidden.
//
//   @RSYNCD: 31.0 sha512 sha256 ... \n    modules: name, blanks, TAB, comment \n    @RSYNCD: EXIT\n
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const GREETING = /^@RSYNCD: (\d{1,2}(?:\.\d{1,2})?)((?: [a-z0-9-]{1,20}){0,20})\r?\n/;
const END = /(?:^|\n)@(RSYNCD: EXIT|ERROR)/;
const MODULES_MOST = 64;

export const rsync = defineService({
  name: 'rsync',
  title: 'rsync daemon',
  specification: 'rsyncd.conf(5), protocol 32',
  ports: [873],
  tlsPorts: [874],

  read({ text }: Reply): Verdict | null {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    return {
      confidence: 0.7,
      product: 'rsync',
      cpe: [cpeOf('samba', 'rsync')],
      info: `protocol ${greeting[1]}`,
      details: { protocol: greeting[1], ...(greeting[2] === '' ? {} : { checksums: greeting[2].trim().split(' ') }) },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const { protocol, checksums } = verdict.details as { protocol: string; checksums?: readonly string[] };
    // Its own version back, so that it does not find ours too new.
    const list = checksums === undefined ? '' : ` ${checksums.join(' ')}`;
    const answer = await ask(talk, `@RSYNCD: ${protocol}${list}\n#list\n`, (text) => END.test(text));
    const end = END.exec(answer);
    if (end === null) return { ...verdict, contradiction: 'greets like rsync, and does not list its modules' };
    const modules = answer
      .slice(0, end.index)
      .split('\n')
      .filter((line) => line.includes('\t'))
      .slice(0, MODULES_MOST)
      .map((line) => clean(line.replace('\t', ' ').replace(/ {2,}/, ': ')));
    return {
      ...verdict,
      confidence: 1,
      details: { ...verdict.details, modules },
      ...(modules.length === 0
        ? {}
        : {
            notes: [
              {
                code: 'N_RSYNC_MODULES',
                text: `lists ${modules.length} module${modules.length === 1 ? '' : 's'} to anybody`,
                advice: 'set "list = no", "auth users" and "hosts allow" in rsyncd.conf',
              },
            ],
          }),
    };
  },
});
