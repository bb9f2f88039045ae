// MGCP: RFC 3435 section 3.3 (responses).
//
//   code of three digits, transaction (ours), comment; then lines
import { MGCP_TRANSACTION, mgcp as question } from '../../probe/udp/media/mgcp.ts';
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const RESPONSE = new RegExp(`^([0-9]\\d\\d) ${MGCP_TRANSACTION}(?: ([^\\r\\n]{0,80}))?\\r?\\n?`);

export const mgcp = defineService({
  name: 'mgcp',
  title: 'Media Gateway Control Protocol',
  specification: 'RFC 3435',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ text, endpoint }): Verdict | null {
    const told = RESPONSE.exec(text.slice(0, 200));
    if (told === null) return null;
    return {
      confidence: 0.95,
      info: clean(`${told[1]} ${told[2] ?? ''}`),
      ...(endpoint.port === 2727 ? {} : { device: 'media gateway' }),
    };
  },
});
