// All works, in the order of the results.

import { runScanWork, type ScanWork } from './scan-work.ts';
import type { WorkResult } from './score/results.ts';
import { runHostsLink, runHostsWide } from './works/hosts-link.ts';
import { runHostsApart, runHostsEmpty, runHostsRouted } from './works/hosts-routed.ts';
import { runIdentity } from './works/identity.ts';
import { runIdentityHostile } from './works/identity-hostile.ts';
import { runKept } from './works/kept.ts';
import { runNames } from './works/names.ts';
import { runOnePort } from './works/one-port.ts';
import { runPing } from './works/ping.ts';
import { runResume } from './works/resume.ts';
import { bottleneck, bottleneckFar, connect, loopback, loss5, plain, slash16 } from './works/scans.ts';
import { runSend } from './works/send.ts';
import { runServe } from './works/serve.ts';
import { runServices60, runServicesOdd, runServicesOwn, runServicesTls, runServicesUnseen } from './works/services.ts';
import { runServicesCrowd } from './works/services-crowd.ts';
import { runSession } from './works/session.ts';
import { runSimulated } from './works/simulated.ts';
import { runStart } from './works/start.ts';
import { runSurvey } from './works/survey.ts';
import { runUdpHost, runUdpKnown, runUdpLoss } from './works/udp.ts';
import { runUdpHostile, runUdpLoopback } from './works/udp-here.ts';
import { runUdpSources } from './works/udp-sources.ts';
import { udpXdp16, udpXdp24, xdp16, xdp24, xdpBottleneck, xdpLoss5, xdpPlain } from './works/xdp.ts';
import { runXdpChoice } from './works/xdp-choice.ts';

export interface BenchWork {
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  run(quick: boolean, say: (text: string) => void): Promise<WorkResult>;
}

function scanning(work: ScanWork): BenchWork {
  return { name: work.name, about: work.about, run: (quick, say) => runScanWork(work, quick, say) };
}

export const works: readonly BenchWork[] = [
  { name: 'simulated', about: 'whole scans of networks that exist only in memory', run: runSimulated },
  scanning(plain),
  { name: 'send', about: '4,000,000 probes one way, into an interface that drops them', run: runSend },
  scanning(loss5),
  scanning(bottleneck),
  scanning(bottleneckFar),
  scanning(slash16),
  scanning(loopback),
  scanning(connect),
  scanning(xdp16),
  scanning(xdp24),
  scanning(xdpPlain),
  scanning(xdpLoss5),
  scanning(xdpBottleneck),
  scanning(udpXdp16),
  scanning(udpXdp24),
  {
    name: 'xdp-choice',
    about: 'from which size of a scan on the kernel engine is faster than the raw engine',
    run: runXdpChoice,
  },
  {
    name: 'udp-sources',
    about: '1,000 closed UDP ports of a host that limits its refusals, from one address of ours and from eight',
    run: runUdpSources,
  },
  { name: 'ping', about: 'RTTs as printed, beside a capture of the same run on our interface', run: runPing },
  { name: 'services-own', about: 'what the ports of real daemons are for, beside nmap -sV', run: runServicesOwn },
  { name: 'services-odd', about: 'the same daemons where nobody expects them', run: runServicesOdd },
  { name: 'services-tls', about: 'the same inside TLS', run: runServicesTls },
  { name: 'services-60', about: '60 real daemons at once, ports given, beside nmap -sV', run: runServices60 },
  { name: 'services-crowd', about: 'what 2,000 open ports of 50 hosts are for, all at once', run: runServicesCrowd },
  {
    name: 'services-unseen',
    about: 'the same for daemons that nobody wrote a signature for',
    run: runServicesUnseen,
  },
  {
    name: 'udp-known',
    about: 'real daemons on 16 hosts, asked on known UDP ports, beside nmap -sU -sV',
    run: runUdpKnown,
  },
  { name: 'udp-host', about: 'all 65,535 UDP ports of one Linux host, as it limits its refusals', run: runUdpHost },
  { name: 'udp-loss-5', about: 'the daemons of udp-known, 5 % of packets lost each way', run: runUdpLoss },
  {
    name: 'udp-loopback',
    about: 'all UDP ports of 127.0.0.1, beside what `ss -Hlnu` lists there',
    run: runUdpLoopback,
  },
  { name: 'udp-hostile', about: 'a host whose datagrams are made to be misread, or to flood', run: runUdpHostile },
  {
    name: 'hosts-link',
    about: '60 hosts of a /24 on the link, of which 10 hide, beside arp-scan and fping',
    run: runHostsLink,
  },
  { name: 'hosts-link-16', about: '500 hosts of a /16 on the link', run: runHostsWide },
  {
    name: 'hosts-routed',
    about: '100 hosts of a routed /22, many of which hide, beside nmap -sn',
    run: runHostsRouted,
  },
  { name: 'hosts-empty', about: 'all TCP ports of a routed /24: empty, and with 23 hosts', run: runHostsEmpty },
  { name: 'hosts-apart', about: 'hosts 0.1 ms and 300 ms away in one run', run: runHostsApart },
  { name: 'identity', about: 'who emulated hosts of nearly 60 kinds are, beside nmap -O', run: runIdentity },
  { name: 'identity-hostile', about: 'hosts that lie about who they are', run: runIdentityHostile },
  {
    name: 'names',
    about: 'names by the thousand, by name servers that take their time, beside nmap -sL',
    run: runNames,
  },
  {
    name: 'survey',
    about: '40 hosts with real daemons on a /24, nothing switched off, beside nmap -A on three of them',
    run: runSurvey,
  },
  { name: 'resume', about: 'scans killed with SIGKILL at random moments, and gone on with', run: runResume },
  { name: 'session', about: 'how soon the second job of a session begins, and those after it', run: runSession },
  {
    name: 'serve',
    about: '100,000 findings pushed to 50 clients, of which 5 never read, and to the page',
    run: runServe,
  },
  {
    name: 'kept-million',
    about: 'what a scan of 256 hosts with 1,048,320 open ports costs that keeps what it finds',
    run: (quick, say) => runKept({ scenario: 'xdp-million', rounds: 3, ways: ['nothing', 'both'] }, quick, say),
  },
  {
    name: 'kept',
    about: 'the same of a scan of a second: 16 hosts x 65,535 ports, 1,056 open ports',
    run: (quick, say) =>
      runKept({ scenario: 'xdp-modulus', rounds: 9, ways: ['nothing', 'journal', 'inventory', 'both'] }, quick, say),
  },
  { name: 'one-port', about: 'one port of one host, the whole command, beside nmap', run: runOnePort },
  { name: 'start', about: 'how long `--version` takes', run: runStart },
];
