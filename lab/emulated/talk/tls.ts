// What a port says inside TLS (RFC 8446): Node's own, over the machine's stream of bytes.
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { Said, Talk } from '../host.ts';
import { type Subject, selfSigned } from './certificate.ts';

/** `talk`: what is said inside, by one that answers at once. The certificate is made when somebody asks. */
export function tls(subject: Subject, talk: Talk): Talk {
  let context: SecureContext | null = null;
  return {
    converse(say) {
      context ??= contextOf(subject);
      const wire = new Duplex({
        read() {},
        write(bytes: Buffer, _encoding, done) {
          say({ bytes });
          done();
        },
        final(done) {
          say({ bytes: '', close: true });
          done();
        },
      });
      const socket = new TLSSocket(wire, { isServer: true, secureContext: context });
      let heard = Buffer.alloc(0);
      const put = ({ bytes, close = false }: Said): void => {
        if (bytes.length > 0) socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
        if (close) socket.end();
      };
      // Whoever breaks off, or does not speak TLS, is hung up on.
      socket.on('error', () => wire.end());
      socket.on('data', (bytes: Buffer) => {
        heard = Buffer.concat([heard, bytes]);
        const said = talk.answer?.(heard) ?? null;
        if (said === null) return;
        heard = Buffer.alloc(0);
        put(said);
      });
      if (talk.greeting !== undefined) put({ bytes: talk.greeting });
      return { hear: (bytes) => void wire.push(bytes), end: () => void wire.push(null) };
    },
  };
}

function contextOf(subject: Subject): SecureContext {
  const { key, certificate } = selfSigned(subject);
  return createSecureContext({ key: key.export({ type: 'pkcs8', format: 'pem' }), cert: certificate });
}
