// ARP (RFC 826): whoever asks or answers tells its own address. Who announces it tells it to all (RFC 5227 section 3); who would like to have
// one asks without one, and says nothing yet.
import { formatMac } from '../../wire/address.ts';
import * as arp from '../../wire/arp.ts';
import { clueOf } from '../clue.ts';
import { clueAbout, type HeardFrame, type Statement } from './heard.ts';

const GROUP_BIT = 1;

export function heardArp({ bytes }: HeardFrame): readonly Statement[] {
  const ip = arp.senderAddress(bytes, 0);
  const at = arp.OFFSET.senderMac;
  if (ip === 0 || (bytes[at] & GROUP_BIT) !== 0) return [];
  const mac = formatMac(bytes, at);
  const here: Statement = { type: 'here', ip, mac, isClaim: true };
  if (arp.targetAddress(bytes, 0) !== ip) return [here];
  const text = 'announced its own address (gratuitous ARP)';
  return [here, ...clueAbout(ip, clueOf({ about: 'mac', value: mac, source: 'arp', confidence: 1, text }))];
}
