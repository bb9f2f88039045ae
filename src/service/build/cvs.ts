// CVS pserver: "The CVS client/server protocol" (cvsclient.texi), section "How to connect to and authenticate oneself". The client
// has to begin with a login, which is not done; whatever else it says is answered with an error.
import { defineService } from '../service.ts';

const ABORTED = /^(?:error\s{1,4}|E )?(cvs(?:nt)?) ?\[(pserver|server) aborted\]: ([^\r\n]{3,200})\r?\n/;

export const cvs = defineService({
  name: 'cvspserver',
  title: 'CVS pserver',
  specification: 'CVS client/server protocol',
  ports: [2401],

  read({ text }) {
    const aborted = ABORTED.exec(text);
    if (aborted === null) return null;
    return { confidence: 0.95, product: aborted[1] === 'cvsnt' ? 'CVSNT' : 'CVS' };
  },
});
