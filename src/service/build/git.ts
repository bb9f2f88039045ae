// git daemon: gitprotocol-pack(5), gitprotocol-common(5). A repository that nobody has is asked for; the error comes as a pkt-line.
//
//   pkt-line  length as four hex digits, these included, then the payload; 0000: flush
//   request   git-upload-pack SP path NUL host=name NUL
import { ascii, clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { noLogin } from '../words/login-notes.ts';

const REQUEST = 'git-upload-pack /portolan.invalid\0host=portolan.invalid\0';
const ERROR = /^ERR ([^\n]{1,200})/;
const REFERENCE = /^(?:[0-9a-f]{40}|[0-9a-f]{64}) (\S{1,200})|^version [12]\n/;

export const git = defineService({
  name: 'git',
  title: 'git daemon',
  specification: 'gitprotocol-pack(5)',
  ports: [9418],
  hello: ascii((REQUEST.length + 4).toString(16).padStart(4, '0') + REQUEST),

  read({ text, closed }: Reply): Verdict | null {
    if (!/^[0-9a-f]{4}/i.test(text)) return null;
    const length = Number.parseInt(text.slice(0, 4), 16);
    const payload = text.slice(4, length);
    if (length < 8 || payload.length !== length - 4) return null;
    const error = ERROR.exec(payload);
    if (error !== null && text.length === length) {
      const isDaemon = error[1].startsWith('access denied or repository not exported');
      return {
        confidence: closed || isDaemon ? 0.95 : 0.7,
        ...(isDaemon ? { product: 'git daemon' } : {}),
        info: clean(error[1], 80),
      };
    }
    if (!REFERENCE.test(payload)) return null;
    return { confidence: 0.95, notes: [noLogin('gives a repository to anybody', 'serve it over SSH or HTTPS')] };
  },
});
