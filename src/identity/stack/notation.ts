// What was seen of a stack, on a line:
//
//   MSTNW m1460 w65160=45x1448 s7 ttl64-1 df id zero clock 1000 | rst w0 ttl64-1 df id0 | echo ttl64-1 code kept
//
//   letters     the options in their order (answers.ts), then the values of MSS, window and window scale
//   ttl64-1     began as 64, less one router
//   df          may not be fragmented
import type { EchoReply, Reset, SynAck } from './answers.ts';
import { initialTtl, type StackAnswers, type Traits, windowWords } from './traits.ts';

export function notationOf({ synAcks, reset, echoes }: StackAnswers, traits: Traits): string {
  const [first] = synAcks;
  const [echo] = echoes;
  return [
    ...(first === undefined ? [] : [ofSynAck(first, traits)]),
    ...(reset === null ? [] : [ofReset(reset)]),
    ...(echo === undefined ? [] : [ofEcho(echo, traits)]),
  ].join(' | ');
}

function ofSynAck(synAck: SynAck, { id, clock }: Traits): string {
  const { layout, segment, scale, window } = synAck;
  const [, times] = windowWords(synAck);
  const each = times === undefined ? '' : `=${times}${window / Number.parseInt(times, 10)}`;
  return [
    layout === '' ? '-' : layout,
    ...(segment === null ? [] : [`m${segment}`]),
    `w${window}${each}`,
    ...(scale === null ? [] : [`s${scale}`]),
    ...header(synAck),
    ...id.map((word) => `id ${word}`),
    ...clock.map((word) => `clock ${word}`),
  ].join(' ');
}

function ofReset(reset: Reset): string {
  return ['rst', `w${reset.window}`, ...header(reset), reset.identification === 0 ? 'id0' : 'id'].join(' ');
}

function ofEcho(echo: EchoReply, { echoCode }: Traits): string {
  return ['echo', ...header(echo), ...echoCode.map((word) => `code ${word}`)].join(' ');
}

function header({ ttl, dontFragment }: SynAck | Reset | EchoReply): readonly string[] {
  const began = initialTtl(ttl);
  return [`ttl${began}-${began - ttl}`, ...(dontFragment ? ['df'] : [])];
}
