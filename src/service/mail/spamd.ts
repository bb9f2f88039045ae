// SpamAssassin's spamd: the SPAMC/SPAMD protocol ("SPAMC/SPAMD PROTOCOL", spamd/PROTOCOL of its source). Whatever it does not
// understand it answers with its version and 76 (EX_PROTOCOL).
//
//   SPAMD/version code text
import { ascii } from '../bytes.ts';
import { defineService } from '../service.ts';

export const spamd = defineService({
  name: 'spamd',
  title: 'SpamAssassin spamd',
  specification: 'SPAMC/SPAMD protocol 1.5',
  ports: [783],
  hello: ascii('PING SPAMC/1.2\r\n\r\n'),
  ownPortsOnly: true,

  read({ text }) {
    const answer = /^SPAMD\/(\d\.\d) (\d{1,3}) [^\r\n]{1,200}\r\n/.exec(text);
    if (answer === null) return null;
    return { confidence: 0.95, product: 'SpamAssassin spamd', info: `protocol ${answer[1]}` };
  },
});
