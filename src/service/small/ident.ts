// Identification protocol: RFC 1413. A pair of ports is asked for; the answer has the same pair in it.
//
//   port-on-server , port-on-client : ERROR : code     or   : USERID : system : user
import { ascii, clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';

const QUESTION = '113,1';
const ANSWER =
  /^\s{0,4}(\d{1,5})\s{0,4},\s{0,4}(\d{1,5})\s{0,4}:\s{0,4}(ERROR|USERID)\s{0,4}:\s{0,4}([^\r\n:]{1,100})(?::[^\r\n]{0,300})?\r?\n/;
/** Section 4.1; further codes begin with X. */
const ERRORS = /^(INVALID-PORT|NO-USER|HIDDEN-USER|UNKNOWN-ERROR|X\S{1,60})$/;

export const ident = defineService({
  name: 'ident',
  title: 'Identification Protocol',
  specification: 'RFC 1413',
  ports: [113],
  hello: ascii(`${QUESTION}\r\n`),

  read({ text, to }: Reply): Verdict | null {
    const answer = ANSWER.exec(text);
    if (answer === null) return null;
    const [, server, client, kind, word] = answer;
    if (kind === 'ERROR' && !ERRORS.test(word.trim())) return null;
    const isOurs = to === 'ident' && `${server},${client}` === QUESTION;
    return {
      confidence: isOurs ? 0.95 : 0.85,
      info: clean(kind === 'ERROR' ? word.toLowerCase() : `tells users, system ${word.trim()}`),
    };
  },
});
