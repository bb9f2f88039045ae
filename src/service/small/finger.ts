// Finger: RFC 1288. The empty question lists who is logged in (section 2.5.1); a name that is nobody's is said back.
import { ascii, clean } from '../bytes.ts';
import { defineService, type Reply, type ServiceNote, type Verdict } from '../service.ts';

const NOBODY = /^(?:\[[^\]\r\n]{1,100}\]\r?\n)?(?:finger: )?(\S{1,60}): no such user\.?\r?\n/;
const LISTS =
  /^(?:\[[^\]\r\n]{1,100}\]\r?\n)?(?:No one logged on\.?\r?\n|Login\s{1,20}(?:Name|Username)\s{1,30}T[tT][yY]\s)/;
const PERSON = /^(?:\[[^\]\r\n]{1,100}\]\r?\n)?Login(?: name)?: \S{1,40}[^\r\n]{0,60}\b(?:Name|In real life): /;
const NOTE: ServiceNote = {
  code: 'N_SMALL_SERVICE',
  text: 'tells anybody who is logged in',
  advice: 'take it out of inetd.conf or xinetd.d',
};

export const finger = defineService({
  name: 'finger',
  title: 'Finger',
  specification: 'RFC 1288',
  ports: [79],
  hello: ascii('\r\n'),
  ownPortsOnly: true,

  read({ text, sent }: Reply): Verdict | null {
    if (sent === null) return null;
    if (LISTS.test(text) || PERSON.test(text)) return { confidence: 0.9, info: clean(text, 60), notes: [NOTE] };
    const nobody = NOBODY.exec(text);
    // The first word of what it was asked for.
    return nobody !== null && Buffer.from(sent).toString('latin1').includes(nobody[1]) ? { confidence: 0.95 } : null;
  },
});
