// Crestron control systems. On 41794 (Crestron over IP) a system asks whoever connects to register; on 41795 its console has a prompt
// (Crestron, "Console commands").
//
//   frame      type u8 (0f: who are you?), length u16, body (02)
//   console    `CP3 Console`, then `CP3>`
import { clean, hex, stands } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const WHO = hex('0f 0001 02');
const CONSOLE = /^[\r\n]{0,4}([A-Z][A-Z0-9-]{1,30}) (?:Control )?Console\r?\n(?:[\r\n]{0,4}\1>)?/;
const PROMPT = /^[\r\n]{0,4}((?:CP|MC|PRO|DMPS|RMC|TSW|TSS|DIN-AP|AV|MPC|CNX|VC)\d?[A-Z0-9-]{0,24})>\s?$/;

export const crestron = defineService({
  name: 'crestron-cip',
  title: 'Crestron control system',
  specification: 'Crestron: console commands; its first frame',
  ports: [41794, 41795],
  tlsPorts: [41796, 41797],

  read({ bytes, text, sent }): Verdict | null {
    if (sent === null && bytes.length === WHO.length && stands(bytes, WHO)) {
      return { confidence: 0.85, product: 'Crestron control system', device: 'building controller' };
    }
    const model = CONSOLE.exec(text)?.[1] ?? PROMPT.exec(text)?.[1];
    if (model === undefined) return null;
    return {
      service: 'crestron-ctp',
      confidence: CONSOLE.test(text) ? 0.9 : 0.6,
      product: `Crestron ${clean(model, 32)}`,
      device: 'building controller',
      notes: [
        {
          code: 'N_NO_LOGIN',
          text: 'shows its console without a login',
          advice: 'switch authentication on (AUTHENTICATION ON), and use the secure console',
        },
      ],
    };
  },
});
