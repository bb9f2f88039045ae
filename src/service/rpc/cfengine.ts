// CFEngine 3: cf-serverd greets inside TLS (libcfnet/tls_generic.c: protocol negotiation).
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const GREETING = /^CFE_v(\d{1,2}) cf-serverd (\d[\w.~-]{0,30})\n/;

export const cfengine = defineService({
  name: 'cfengine',
  title: 'CFEngine',
  specification: 'CFEngine 3 network protocol',
  ports: [5308],
  tlsPorts: [5308],

  read({ text }) {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const [, protocol, version] = greeting;
    return {
      confidence: 0.9,
      product: 'CFEngine cf-serverd',
      version,
      info: `protocol ${protocol}`,
      cpe: [cpeOf('northern.tech', 'cfengine', version)],
    };
  },
});
