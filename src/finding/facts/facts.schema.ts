// All facts there are: what is so, each with its evidence. Another one (a name, an identity)
// is a file beside this one, a line here, and how it joins what is known (../fold.ts).
import { certificate } from './certificate.schema.ts';
import { host } from './host.schema.ts';
import { note } from './note.schema.ts';
import { port } from './port.schema.ts';
import { service } from './service.schema.ts';

export const FACTS = [host, port, service, certificate, note] as const;
