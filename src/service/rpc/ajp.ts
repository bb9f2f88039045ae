// AJP 1.3: Apache JServ Protocol version 1.3. CPing is answered by CPong.
//
//   to the container  12 34, length u16, 0a; from it: 'AB', length u16, 09
import { hex, stands } from '../bytes.ts';
import { defineService } from '../service.ts';

const PONG = hex('4142 0001 09');

export const ajp = defineService({
  name: 'ajp13',
  title: 'Apache JServ Protocol',
  specification: 'AJP 1.3',
  ports: [8009],
  hello: hex('1234 0001 0a'),

  read({ bytes }) {
    if (!stands(bytes, PONG) || bytes.length !== PONG.length) return null;
    return {
      confidence: 1,
      notes: [
        {
          code: 'N_AJP_REACHABLE',
          text: 'takes requests as from its own web server: whoever reaches it sets what the application believes',
          advice: 'bind the connector to loopback and give it a secret (secretRequired)',
        },
      ],
    };
  },
});
