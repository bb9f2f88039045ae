// What state a port was in, as a survey told it or as follows from what it asked.
//
//  1. What was told is so. An open port of UDP is one that answered; open or filtered is not open.
//  2. Closed and filtered ports are told one by one only where a host has few of them. A port that was asked and is not among those that
//     were told is not open: closed or filtered, as the host's counts have it.
//  3. Where a host answers on every port, its ports are not told, and nothing follows.
//  4. What rests on silence counts where the silent were asked again (asked.ts): else an answer that was lost would close a port.
import type { PortFact, PortState } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import { evidenceOf, type Joined } from '../../finding/join.ts';
import { type Asked, type Proto, STAGE_OF, type Unsaid } from './asked.ts';
import { stateText } from './values.ts';

export interface State {
  /** Null: not open; whether closed or filtered was not told. */
  readonly state: PortState | null;
  /** In the words of a sentence. */
  readonly text: string;
  readonly because: string;
  readonly fact: Joined<PortFact> | null;
}

/** Or why nothing is known of it. */
export function stateOf({ ip, ports, ends }: HostPicture, asked: Asked, proto: Proto, port: number): State | Unsaid {
  const known = ports?.find(proto, port);
  const silence = asked.unsaidSilence(proto);
  if (known !== undefined) {
    const fact = known.type === undefined ? null : (known as Joined<PortFact>);
    const answers = fact === null ? [] : evidenceOf(fact);
    const isSilent = answers.length > 0 && answers.every(({ reason }) => reason === 'no-response');
    if (isSilent && silence !== null) return silence;
    const text = stateText(known.state);
    const said = answers.map(({ reason, stage, time }) => `${reason} (${stage}, ${time})`).join('; ');
    return { state: known.state, text, because: `${text}: ${said || 'as it was told'}`, fact };
  }
  if (ends.some(({ answersAll }) => answersAll)) return 'answers-all';
  const unsaid = asked.unsaidPort(ip, proto, port);
  if (unsaid !== null) return unsaid;
  const stage = STAGE_OF[proto];
  const end = ends.find((each) => each.stage === stage || each.stage === `import-${proto}`);
  if (end === undefined) {
    if (silence !== null) return silence;
    const because = `silent: ${stage} asked it to the end, again too, and no port of it answered`;
    return { state: null, text: 'silent', because, fact: null };
  }
  const { open, closed, filtered, openFiltered = 0 } = end;
  if (filtered + openFiltered > 0 && silence !== null) return silence;
  const others = [
    ['closed', closed],
    ['filtered', filtered],
    ['open|filtered', openFiltered],
  ] as const;
  const possible = others.filter(([, count]) => count > 0);
  const counts = [['open', open] as const, ...possible].map(([state, count]) => `${count} ${stateText(state)}`);
  const text = possible.map(([state]) => stateText(state)).join(' or ') || 'not open';
  const because = `${text}: ${stage} asked it, and did not tell it: ${counts.join(', ')}`;
  return { state: possible.length === 1 ? possible[0][0] : null, text, because, fact: null };
}
