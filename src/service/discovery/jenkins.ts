// Jenkins before 2.219 (its wiki, "Auto-discovering Jenkins on the network"); removed then, as it amplifies (SECURITY-1641).
//
//   <hudson><version>...</version><url>...</url><server-id>...</server-id><slave-port>...</slave-port></hudson>
import { jenkins as question } from '../../probe/udp/discovery/jenkins.ts';
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const TEXT_MOST = 2000;

export const jenkins = defineService({
  name: 'jenkins-discovery',
  title: 'Jenkins discovery',
  specification: 'Jenkins: Auto-discovering Jenkins on the network',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ text }): Verdict | null {
    if (!text.startsWith('<hudson><version>')) return null;
    const all = text.slice(0, TEXT_MOST);
    const said = (name: string): string =>
      clean(new RegExp(`<${name}>([^<]{0,120})</${name}>`).exec(all)?.[1] ?? '', 100);
    const version = /^\d[\w.-]{0,20}$/.exec(said('version'))?.[0];
    if (version === undefined) return null;
    return {
      confidence: 1,
      product: 'Jenkins',
      version,
      cpe: [cpeOf('jenkins', 'jenkins', version)],
      ...(said('url') === '' ? {} : { info: said('url') }),
      details: { agentPort: said('slave-port'), serverId: said('server-id') },
      notes: [
        {
          code: 'N_DISCOVERY_AMPLIFIES',
          text: 'answers any datagram with a longer one (SECURITY-1641)',
          advice: 'update Jenkins to 2.219 or later, which does no longer',
        },
      ],
    };
  },
});
