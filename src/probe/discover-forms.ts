// How a host is asked whether it is there: a form a way (ways.ts), and `patch` by hand.
//
// The cookie is where the answer shows it: sequence number of a SYN; acknowledgement number of an ACK, which is the sequence number
// of the RST that answers it (RFC 9293 section 3.10.7.1); data of an echo, originate time of a timestamp; half of it the sequence
// number of an address mask (RFC 950 appendix I) and the IPv4 identification of a datagram.
import { writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, finishNeverZero, halves } from '../wire/checksum.ts';
import * as icmp from '../wire/icmp-codes.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import * as datagram from '../wire/udp.ts';
import { BODY, ipv4Form, patchIpv4 } from './form.ts';
import { ECHO, icmpEcho } from './icmp-echo.ts';
import type { PatchProbe, ProbeForm } from './probe.ts';
import { BARE_SYN, MSS_SYN, tcpSyn } from './tcp-syn.ts';
import { ECHO_WAY, LAST_SYN_WAY, OTHER_WAYS, type OtherWay, otherWay } from './ways.ts';

const ICMP_CHECKSUM = BODY + icmp.OFFSET.checksum;
const IDENTIFIER = BODY + icmp.OFFSET.identifier;
const ICMP_SEQUENCE = BODY + icmp.OFFSET.sequence;
const DATA = BODY + icmp.OFFSET.data;
/** TCP and UDP have it at the same place. */
const SOURCE_PORT = BODY + tcp.OFFSET.sourcePort;
const ACKNOWLEDGEMENT = BODY + tcp.OFFSET.acknowledgement;
const TCP_CHECKSUM = BODY + tcp.OFFSET.checksum;
const UDP_CHECKSUM = BODY + datagram.OFFSET.checksum;
const NOTHING = new Uint8Array(0);

/** Its data is the cookie, where the reply brings it back; of a mask request nothing comes back but its head. */
function icmpForm(type: number, length: number, dataReturns: boolean): ProbeForm {
  const body = new Uint8Array(length);
  body[icmp.OFFSET.type] = type;
  return ipv4Form(
    { protocol: ipv4.PROTOCOL_ICMP, dontFragment: true },
    body,
    [
      { field: 'sourcePort', at: IDENTIFIER },
      { field: 'cookieLow', at: ICMP_SEQUENCE },
      ...(dataReturns ? [{ field: 'cookie', at: DATA } as const] : []),
    ],
    { at: ICMP_CHECKSUM, pseudoHeader: false },
  );
}

function ackForm(port: number): ProbeForm {
  const body = new Uint8Array(tcp.MIN_HEADER_LENGTH);
  const numbers = { sequence: 0, acknowledgement: 0, flags: tcp.ACK, window: 64_240, urgentPointer: 0 };
  tcp.emit(body, 0, { sourcePort: 0, destinationPort: port, ...numbers, options: [], payload: NOTHING }, 0, 0);
  return ipv4Form(
    { protocol: ipv4.PROTOCOL_TCP, dontFragment: true },
    body,
    [
      { field: 'sourcePort', at: SOURCE_PORT },
      { field: 'cookie', at: ACKNOWLEDGEMENT },
    ],
    { at: TCP_CHECKSUM, pseudoHeader: true },
  );
}

function datagramTo(port: number, payload: Uint8Array): ProbeForm {
  const body = new Uint8Array(datagram.HEADER_LENGTH + payload.length);
  datagram.emit(body, 0, { sourcePort: 0, destinationPort: port, payload }, 0, 0);
  return ipv4Form(
    { protocol: ipv4.PROTOCOL_UDP, dontFragment: false },
    body,
    [
      { field: 'cookieLow', at: ipv4.OFFSET.identification },
      { field: 'sourcePort', at: SOURCE_PORT },
    ],
    { at: UDP_CHECKSUM, pseudoHeader: true, neverZero: true },
  );
}

function formOfOther(way: OtherWay): ProbeForm {
  if (way.kind === 'ack') return ackForm(way.port);
  if (way.kind === 'udp') return datagramTo(way.port, way.payload);
  return way.kind === 'timestamp'
    ? icmpForm(icmp.TYPE.timestamp, icmp.TIMESTAMP_LENGTH, true)
    : icmpForm(icmp.TYPE.mask, icmp.MASK_LENGTH, false);
}

const SYN_FORM = 1;
const FIRST_OTHER_FORM = 3;
export const FORMS: readonly ProbeForm[] = [ECHO, BARE_SYN, MSS_SYN, ...OTHER_WAYS.map(formOfOther)];

export function formOf(way: number, attempt: number): number {
  if (way === ECHO_WAY) return 0;
  return way <= LAST_SYN_WAY ? SYN_FORM + attempt : FIRST_OTHER_FORM + OTHER_WAYS.indexOf(otherWay(way) as OtherWay);
}

export const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, way, cookie) => {
  const protocol = form.template[ipv4.OFFSET.protocol];
  if (protocol === ipv4.PROTOCOL_ICMP) {
    // A timestamp's originate time stands where an echo has its data.
    const patchMessage = form.template[BODY + icmp.OFFSET.type] === icmp.TYPE.mask ? patchMask : icmpEcho.patch;
    patchMessage(form, bytes, offset, source, destination, sourcePort, way, cookie);
  } else if (protocol === ipv4.PROTOCOL_UDP)
    patchDatagram(form, bytes, offset, source, destination, sourcePort, cookie);
  else if (form.template[BODY + tcp.OFFSET.flags] === tcp.ACK) {
    patchAck(form, bytes, offset, source, destination, sourcePort, cookie);
  } else tcpSyn.patch(form, bytes, offset, source, destination, sourcePort, way, cookie);
};

/** Nothing of a mask request comes back but its head. */
const patchMask: PatchProbe = (form, bytes, offset, source, destination, sourcePort, _way, cookie) => {
  patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, 0);
  const low = cookie & 0xffff;
  writeU16(bytes, offset + IDENTIFIER, sourcePort);
  writeU16(bytes, offset + ICMP_SEQUENCE, low);
  writeU16(bytes, offset + ICMP_CHECKSUM, finish(form.checksums[1].sum + sourcePort + low));
};

function patchAck(
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  cookie: number,
): void {
  const addresses = patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, 0);
  writeU16(bytes, offset + SOURCE_PORT, sourcePort);
  writeU32(bytes, offset + ACKNOWLEDGEMENT, cookie);
  const changed = addresses + sourcePort + halves(cookie);
  writeU16(bytes, offset + TCP_CHECKSUM, finish(form.checksums[1].sum + changed));
}

function patchDatagram(
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  cookie: number,
): void {
  const addresses = patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, cookie & 0xffff);
  writeU16(bytes, offset + SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + UDP_CHECKSUM, finishNeverZero(form.checksums[1].sum + addresses + sourcePort));
}
