// What an answer means, by the probe that asked. The words are those of the findings (src/finding/finding.ts): this room
// knows nothing of findings, and a test holds the words to theirs.

/** What a port or a host showed. */
type Sign = 'syn-ack' | 'rst' | 'connected' | 'connection-refused' | 'udp-response' | 'icmp-port-unreachable';

type HostSign = Sign | 'echo-reply' | 'timestamp-reply' | 'mask-reply' | 'arp-reply';

export interface PortMeaning {
  readonly proto: 'tcp' | 'udp';
  readonly open: Sign;
  readonly closed: Sign;
  /** A port that answers nothing, of a host that is up. */
  readonly silent: 'filtered' | 'open|filtered';
}

export interface Meaning {
  /** Why a host is up whose answer is OPEN in the ledger. */
  readonly up: HostSign;
  /** Where hosts are asked in several ways: the same by the way and `Answer.icmp`. ICMP errors speak for themselves. */
  readonly upBy?: (way: number, sign: number) => HostSign;
  /** Null where the probe asks the host and no port: what stands for its port is 0, or a way of asking (ways.ts). */
  readonly port: PortMeaning | null;
  /** An OPEN answer shows the MAC address of the host in place of ICMP's code and source (answer.ts). */
  readonly showsMac: boolean;
  /** What a person should know of hosts that stayed silent; null where the states of their ports say it. */
  readonly silence: string | null;
}

export function asksPorts({ meaning }: { readonly meaning: Meaning }): boolean {
  return meaning.port !== null;
}
