// libp2p (IPFS): github.com/multiformats/multistream-select. Both sides say the protocol's name; what is asked for and not there is
// refused with `na`. All messages: length varint, text, LF.
import { ascii, concat } from '../bytes.ts';
import { defineService } from '../service.ts';

const said = (text: string): Uint8Array => concat(Uint8Array.of(text.length + 1), ascii(`${text}\n`));
const NAME = '\x13/multistream/1.0.0\n';

export const libp2p = defineService({
  name: 'libp2p',
  title: 'libp2p (IPFS)',
  specification: 'multistream-select 1.0.0',
  ports: [4001, 30333],
  hello: concat(said('/multistream/1.0.0'), said('/portolan/1.0.0')),

  read({ text }) {
    if (!text.startsWith(NAME)) return null;
    return { confidence: text.slice(NAME.length) === '\x03na\n' ? 1 : 0.9, info: 'multistream 1.0.0' };
  },
});
