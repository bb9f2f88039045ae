// All facts there are: what is so, each with its evidence. Another one
// is a file beside this one, a line here, and how it joins what is known (../fold.ts).
import { certificate } from './certificate.schema.ts';
import { clue } from './clue.schema.ts';
import { host } from './host.schema.ts';
import { identity } from './identity.schema.ts';
import { network } from './network.schema.ts';
import { note } from './note.schema.ts';
import { path } from './path.schema.ts';
import { port } from './port.schema.ts';
import { service } from './service.schema.ts';

export const FACTS = [host, port, service, certificate, note, clue, identity, path, network] as const;
