// The words in which SIP, RTSP and SSDP let a program name itself: telephones and cameras write their model there.

import { serviceSource, textOf } from './service-source.ts';
import { AGENTS } from './tables/agents.data.ts';

const SERVICES = ['sip', 'rtsp', 'airplay', 'ssdp'];
const CONFIDENCE = 0.9;

export const agents = serviceSource({
  name: ({ service }) => service,
  services: SERVICES,
  of(_, saying, { agent, server }) {
    const text = textOf(agent) || textOf(server);
    const known = AGENTS.find(({ pattern }) => pattern.test(text));
    if (known === undefined) return;
    const { model, serial, version } = known.pattern.exec(text)?.groups ?? {};
    const { vendor, kind, os, confidence = CONFIDENCE } = known;
    saying.say('vendor', vendor, confidence, { text });
    saying.say('model', model, confidence, { text });
    saying.say('serial', serial, confidence, { text });
    saying.is(kind, confidence, text);
    if (os !== undefined) saying.runs(os, confidence, version, text);
  },
});
