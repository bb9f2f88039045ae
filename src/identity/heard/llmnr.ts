// LLMNR (RFC 4795): whoever answers to a name with its own address has it; whoever asks for any record of a name makes sure that it is
// its own alone (section 4).
import { u16, u32 } from '../../service/bytes.ts';
import { type DnsMessage, messageOf, nameAt, QR } from '../../service/directory/dns-message.ts';
import { clueOf } from '../clue.ts';
import { clueAbout, type HeardDatagram, type Statement, senderOf } from './heard.ts';

const SOURCE = 'llmnr';
const ADDRESS = 1;
const ANY = 255;
const HEADER = 12;

export function heardLlmnr(heard: HeardDatagram): readonly Statement[] {
  const { bytes } = heard;
  const message = messageOf(bytes);
  if (message === null) return [];
  const [value, confidence] = (message.flags & QR) === 0 ? [claimed(bytes, message), 0.7] : [own(heard, message), 0.9];
  return clueAbout(senderOf(heard), clueOf({ about: 'name', value, source: SOURCE, confidence }));
}

function claimed(bytes: Uint8Array, { questions }: DnsMessage): string {
  if (questions.length !== 1) return '';
  const [name, end] = nameAt(bytes, HEADER);
  return u16(bytes, end) === ANY && !name.endsWith('.arpa') ? name : '';
}

function own({ bytes, ip }: HeardDatagram, { records }: DnsMessage): string {
  const record = records.find(({ type, length, at }) => type === ADDRESS && length === 4 && u32(bytes, at) === ip);
  return record?.name ?? '';
}
