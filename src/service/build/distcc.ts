// distcc: its "protocol-1" (distcc's documentation). Tokens of four letters and a number of eight hexadecimal digits; of texts the
// number is their length, and they follow.
//
//   question  DIST version, ARGC count, ARGV argument ..., DOTI source
//   answer    DONE version, STAT status, SERR errors, SOUT output, DOTO object
//
// Asked is to compile nothing by a program without a name, which there is on no machine: that fails, and the failure is told.
import { ascii, clean, textAt } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { noLogin } from '../words/login-notes.ts';

const TOKEN = 12;
const TEXT_MOST = 4096;
const ARGUMENTS = ['', '-c', 'portolan.c', '-o', 'portolan.o'];

const token = (name: string, value: number): string => name + value.toString(16).padStart(8, '0');

function numberAt(bytes: Uint8Array, at: number, name: string): number {
  const text = textAt(bytes, at, TOKEN);
  return text.startsWith(name) && /^[0-9a-f]{8}$/.test(text.slice(4)) ? Number.parseInt(text.slice(4), 16) : -1;
}

export const distcc = defineService({
  name: 'distcc',
  title: 'distcc distributed compiler',
  specification: 'distcc protocol 1',
  ports: [3632],
  hello: ascii(
    [
      token('DIST', 1),
      token('ARGC', ARGUMENTS.length),
      ...ARGUMENTS.map((argument) => token('ARGV', argument.length) + argument),
      token('DOTI', 0),
    ].join(''),
  ),
  ownPortsOnly: true,
  answersOnly: true,

  read({ bytes }): Verdict | null {
    const version = numberAt(bytes, 0, 'DONE');
    if (version < 1 || version > 9) return null;
    if (bytes.length < 3 * TOKEN) return { confidence: 0.7, more: true };
    const [status, length] = [numberAt(bytes, TOKEN, 'STAT'), numberAt(bytes, 2 * TOKEN, 'SERR')];
    if (status < 0 || length < 0 || length > TEXT_MOST) return null;
    const said = clean(textAt(bytes, 3 * TOKEN, length));
    return {
      confidence: 1,
      product: 'distcc',
      details: { protocol: version, status, ...(said === '' ? {} : { said }) },
      notes: [noLogin('compiles for anybody; old versions run any program', 'allow its clients alone (--allow)')],
    };
  },
});
