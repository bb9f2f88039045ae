// Changes for people: a line each, `+` what is new, `-` what is not there any more, `~` what is another.
import type { Change, ChangeName, Compared } from '../../inventory/diff/change.ts';
import { escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import type { Style } from '../style.ts';

const SIGNS: Partial<Record<ChangeName, '+' | '-'>> = {
  'host-new': '+',
  'port-opened': '+',
  'host-gone': '-',
  'port-closed': '-',
};

/** What nobody should believe without its reasons. */
const EXPLAINED: ReadonlySet<ChangeName> = new Set(['host-gone', 'host-moved']);

export function changeText(change: Change, style: Style, why: boolean): string {
  const sign = SIGNS[change.change] ?? '~';
  const line = `${sign} ${escapeText(change.text)}`;
  const colored = sign === '+' ? style.green(line) : sign === '-' ? style.yellow(line) : line;
  const reasons = why || EXPLAINED.has(change.change) ? change.because : [];
  return [colored, ...reasons.map((reason) => style.dim(`    ${escapeText(reason)}`))]
    .map((each) => `${each}\n`)
    .join('');
}

const WHY: Readonly<Record<Compared['undecided'][number]['why'], string>> = {
  'not-asked': 'did not ask them',
  unlisted: 'has too many targets to say whether it asked them',
  unfinished: 'did not come to its end',
  share: 'asked only its share',
  stateless: 'was too large to remember who was silent',
  'not-repeated': 'did not ask them again when they were silent',
  otherwise: 'asked them in another way than they had answered to',
  'answers-all': 'had an answer from every port of their hosts',
};

/** `3 changes, 14 hosts compared`, and of whom nothing can be said. */
export function comparedText({ changes, hosts, undecided, undecidedPorts }: Compared): string {
  const first = changes === 0 ? 'nothing is different' : counted(changes, 'change');
  const rest = ({ of, why }: Compared['undecided'][number] | Compared['undecidedPorts'][number], what: string) => {
    const [found, other] = of === 'before' ? ['earlier', 'later'] : ['later', 'earlier'];
    return `${what} of the ${found} scan not compared: the ${other} one ${WHY[why]}`;
  };
  const lines = [
    ...undecided.map((each) => rest(each, counted(each.hosts, 'host'))),
    ...undecidedPorts.map((each) => rest(each, counted(each.ports, 'open port'))),
  ];
  return [`${first}, ${counted(hosts, 'host')} compared`, ...lines].map((line) => `${line}\n`).join('');
}
