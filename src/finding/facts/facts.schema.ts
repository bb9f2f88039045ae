// All facts there are: what is so, each with its evidence. Another one (a service, a name, an identity, a certificate)
// is a file beside this one, a line here, and how it joins what is known (../fold.ts).
import { host } from './host.schema.ts';
import { port } from './port.schema.ts';

export const FACTS = [host, port] as const;
