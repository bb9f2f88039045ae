// OpenWire: activemq.apache.org, "OpenWire Version 2 Specification". The broker greets with what it speaks.
//
//   WIREFORMAT_INFO   length u32, type u8 1, `ActiveMQ`, version u32, there u8 (1), length u32, count u32, then name (length u16),
//                     type u8 (1 boolean, 2 byte, 5 int, 6 long, 9 text with length u16), value
import { clean, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const WIREFORMAT_INFO = 1;
const MAGIC = 'ActiveMQ';
const PROPERTIES = 22;
const PROPERTIES_MOST = 40;
const FIXED: Readonly<Record<number, number>> = { 0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 8, 7: 8, 8: 4 };
const TEXT = 9;

export const openwire = defineService({
  name: 'openwire',
  title: 'OpenWire (ActiveMQ)',
  specification: 'OpenWire Version 2',
  ports: [61616],
  tlsPorts: [61617],

  read({ bytes }) {
    if (u8(bytes, 4) !== WIREFORMAT_INFO || textAt(bytes, 5, 8) !== MAGIC) return null;
    const length = u32(bytes, 0);
    if (length < 14 || length > 4096) return null;
    if (bytes.length < 4 + length) return { confidence: 0.6, more: true };
    const texts = textsOf(bytes.subarray(0, 4 + length));
    const [name, version] = [texts.ProviderName, texts.ProviderVersion];
    const isArtemis = /artemis/i.test(name ?? '');
    const told = version !== undefined && /^\d[\w.+-]{1,40}$/.test(version) ? version : undefined;
    return {
      confidence: told === undefined ? 0.9 : 1,
      product: isArtemis ? 'Apache ActiveMQ Artemis' : 'Apache ActiveMQ',
      ...(told === undefined ? {} : { version: told }),
      cpe: [cpeOf('apache', isArtemis ? 'activemq_artemis' : 'activemq', told)],
      info: `OpenWire ${u32(bytes, 13)}`,
      details: { wireVersion: u32(bytes, 13), ...texts },
    };
  },
});

function textsOf(bytes: Uint8Array): Record<string, string> {
  const texts: Record<string, string> = {};
  const count = Math.min(PROPERTIES_MOST, u32(bytes, PROPERTIES));
  let at = PROPERTIES + 4;
  for (let i = 0; i < count && at < bytes.length; i++) {
    const name = textAt(bytes, at + 2, u16(bytes, at));
    at += 2 + name.length;
    const type = u8(bytes, at++);
    const size = type === TEXT ? 2 + u16(bytes, at) : FIXED[type];
    if (size === undefined) break;
    if (type === TEXT && /^(Provider|Platform|Host)\w{1,20}$/.test(name))
      texts[name] = clean(textAt(bytes, at + 2, size - 2));
    at += size;
  }
  return texts;
}
