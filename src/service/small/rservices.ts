// rexec, rlogin and rsh: RFC 1282 and rcmd(3). The client speaks first, and what it says is a login: nothing is said. A server that
// refuses who comes from an unprivileged port says so, with a byte 1 before it.
import { defineService, type Reply, type ServiceNote, type Verdict } from '../service.ts';

const REFUSED = /^\x01?(rlogind|rshd|remshd|rexecd|rcmd): [^\r\n]{3,120}\r?\n/;
const SERVICES: Readonly<Record<string, string>> = {
  rlogind: 'login',
  rshd: 'shell',
  remshd: 'shell',
  rcmd: 'shell',
  rexecd: 'exec',
};
const NOTE: ServiceNote = {
  code: 'N_PLAIN_TEXT_LOGIN',
  text: 'trusts addresses, and has everything in the clear',
  advice: 'end it and use SSH',
};

export const shell = defineService({
  name: 'shell',
  title: 'rsh, rlogin, rexec',
  specification: 'RFC 1282, rcmd(3)',
  ports: [512, 513, 514],

  read({ text }: Reply): Verdict | null {
    const refused = REFUSED.exec(text);
    if (refused === null) return null;
    return { service: SERVICES[refused[1]], confidence: text[0] === '\x01' ? 0.9 : 0.7, notes: [NOTE] };
  },
});
