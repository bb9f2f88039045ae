// Telephones.
import type { Datagrams, EmulatedHost, Talk } from '../host.ts';
import { linux3, linux26, plain } from '../stacks.ts';
import { sipAnswer } from '../talk/lines.ts';
import { html, web } from '../talk/web.ts';

const sip = (line: string): Datagrams => ({ answer: (heard) => sipAnswer(heard, line) });

const sipTcp = (line: string): Talk => ({
  answer(heard) {
    const said = heard.toString('latin1').endsWith('\r\n\r\n') ? sipAnswer(heard, line) : null;
    return said === null ? null : { bytes: said };
  },
});

const polycom: EmulatedHost = {
  name: 'polycom-vvx',
  truth: { family: null, kind: 'voip-phone', vendor: 'Polycom' },
  published: [
    'Polycom, "UC Software administrator guide" (voIpProt.SIP.useragent: PolycomVVX-VVX_410-UA/5.9.0.9373; web configuration utility)',
  ],
  macPrefix: '64:16:7f',
  stack: plain,
  ports: () => {
    const line = 'User-Agent: PolycomVVX-VVX_410-UA/5.9.0.9373';
    return {
      tcp: {
        80: web({
          server: 'Polycom SoundPoint IP Telephone HTTPd',
          pages: { '/': html('Polycom - Configuration Utility') },
        }),
        5060: sipTcp(line),
      },
      udp: { 5060: sip(line) },
    };
  },
};

const yealink: EmulatedHost = {
  name: 'yealink-t46s',
  truth: { family: 'linux', kind: 'voip-phone', vendor: 'Yealink', model: 'SIP-T46S' },
  published: [
    'Yealink, "SIP-T4xS administrator guide" (User-Agent: Yealink SIP-T46S 66.84.0.15), GPL source code (Linux 2.6)',
  ],
  macPrefix: '80:5e:c0',
  stack: linux26,
  ports: () => {
    const line = 'User-Agent: Yealink SIP-T46S 66.84.0.15';
    return {
      tcp: { 80: web({ server: 'embed httpd', pages: { '/': html('Yealink T46S Phone') } }), 5060: sipTcp(line) },
      udp: { 5060: sip(line) },
    };
  },
};

const snom: EmulatedHost = {
  name: 'snom-d785',
  truth: { family: 'linux', kind: 'voip-phone', vendor: 'snom', model: 'snomD785' },
  published: [
    'Snom, service hub: "User agent" (snomD785/10.1.54.13), "Open source" (Linux), web interface (Server: snom embedded)',
  ],
  macPrefix: '00:04:13',
  stack: linux3,
  ports: () => {
    const line = 'User-Agent: snomD785/10.1.54.13';
    return {
      tcp: { 80: web({ server: 'snom embedded', pages: { '/': html('snom D785') } }), 5060: sipTcp(line) },
      udp: { 5060: sip(line) },
    };
  },
};

export const TELEPHONES: readonly EmulatedHost[] = [polycom, yealink, snom];
