// Asks the kernel about interfaces, addresses, routes and neighbours: rtnetlink(7), without privileges. Answers come
// from the kernel's memory at once, so the calls are synchronous; a receive timeout guards against the impossible.
import { declare, errno, SystemError } from './libc.ts';
import {
  decodeAddress,
  decodeInterface,
  decodeNeighbour,
  decodeRoute,
  decodeRouteAnswer,
  decodeRule,
} from './netlink-decode.ts';
import {
  emitRequest,
  type NetlinkMessage,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_OVERRUN,
  parseMessages,
  viewOver,
} from './netlink-message.ts';
import type {
  InterfaceAddress,
  Neighbour,
  NetworkInterface,
  PolicyRule,
  Route,
  RouteAnswer,
  RouteOptions,
} from './netlink-values.ts';
import { AF_INET, bindSocket, closeSocket, openSocket, SOCK_RAW, setOption } from './sockets.ts';

export type * from './netlink-values.ts';

/** A conversation with the kernel. Every method throws SystemError where the kernel refuses or stays silent. */
export interface Netlink {
  interfaces(): NetworkInterface[];
  /** IPv4 addresses of all interfaces. */
  addresses(): InterfaceAddress[];
  /** IPv4 routes of all tables. */
  routes(): Route[];
  /** IPv4 policy rules, first to last. */
  rules(): PolicyRule[];
  /** The ARP cache. */
  neighbours(): Neighbour[];
  /** How the kernel would send to an address; sends nothing. */
  routeTo(address: number, options?: RouteOptions): RouteAnswer;
  close(): void;
}

const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const MSG_TRUNC = 0x20;
const SOCKADDR_NL_SIZE = 12;

const RTM_GETLINK = 18;
const RTM_GETADDR = 22;
const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;
const RTM_GETNEIGH = 30;
const RTM_GETRULE = 34;
/** Replies have the request's number less two: RTM_NEW* before RTM_DEL* before RTM_GET*. */
const REPLY = -2;

const RTA_DESTINATION = 1;
const RTA_SOURCE = 2;
const RTA_OUTGOING = 4;
const RTM_F_LOOKUP_TABLE = 0x1000;
const RTM_F_FIB_MATCH = 0x2000;

const EINTR = 4;
const EACCES = 13;
const EINVAL = 22;
const EMSGSIZE = 90;
const ENETDOWN = 100;
const ENETUNREACH = 101;
const ENOBUFS = 105;
const EPROTO = 71;
const ETIMEDOUT = 110;
const EHOSTUNREACH = 113;

const TIMEOUT_SECONDS = 1;
/** A dump comes in pieces of at most 32 KiB (netlink_dump of the kernel). */
const BUFFER_SIZE = 64 * 1024;
/** More than any routing table there is; ends a dump that has no end. */
const MESSAGE_LIMIT = 8_000_000;
const DUMP_ATTEMPTS = 5;

/** Opens the conversation; it belongs to the network namespace this thread is in. */
export function openNetlink(): Netlink {
  const sendCall = declare('long send(int fd, void* buffer, size_t length, int flags)');
  const receiveCall = declare(
    'long recvfrom(int fd, void* buffer, size_t length, int flags, void* address, void* addressLength)',
  );
  const fd = openSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  const buffer = new Uint8Array(BUFFER_SIZE);
  const sender = new Uint8Array(SOCKADDR_NL_SIZE);
  const senderLength = new Uint32Array(1);
  let sequence = 0;
  try {
    const timeout = BigInt64Array.of(BigInt(TIMEOUT_SECONDS), 0n); // struct timeval
    setOption(fd, SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeout.buffer), 'SO_RCVTIMEO');
    const address = new Uint8Array(SOCKADDR_NL_SIZE); // struct sockaddr_nl: port 0 lets the kernel choose
    address[0] = AF_NETLINK;
    bindSocket(fd, address);
  } catch (error) {
    closeSocket(fd);
    throw error;
  }

  function send(
    type: number,
    flags: number,
    request: Uint8Array,
    attributes?: Parameters<typeof emitRequest>[4],
  ): void {
    sequence = (sequence + 1) >>> 0;
    const bytes = emitRequest(type, NLM_F_REQUEST | flags, sequence, request, attributes);
    while (sendCall(fd, bytes, bytes.length, 0) < 0) {
      if (errno() !== EINTR) throw new SystemError('netlink send');
    }
  }

  /** The kernel's next messages that answer the last request; others are left over from an earlier one. */
  function receive(): NetlinkMessage[] {
    const deadline = performance.now() + TIMEOUT_SECONDS * 1000;
    while (performance.now() < deadline) {
      senderLength[0] = SOCKADDR_NL_SIZE;
      const length = Number(receiveCall(fd, buffer, buffer.length, MSG_TRUNC, sender, senderLength));
      if (length < 0) {
        if (errno() === EINTR) continue;
        throw new SystemError('netlink receive');
      }
      if (length > buffer.length) throw new SystemError('netlink receive', EMSGSIZE);
      // Port 0 is the kernel; other processes may write to us as well.
      if (viewOver(sender).getUint32(4, true) !== 0) continue;
      const mine = parseMessages(buffer.subarray(0, length)).filter((message) => message.sequence === sequence);
      if (mine.length > 0) return mine;
    }
    throw new SystemError('netlink receive', ETIMEDOUT);
  }

  function dump<T>(type: number, request: Uint8Array, decode: (body: Uint8Array) => T | null): T[] {
    for (let attempt = 1; ; attempt++) {
      send(type, NLM_F_DUMP, request);
      const values: T[] = [];
      let interrupted = false;
      for (let done = false, seen = 0; !done; ) {
        for (const message of receive()) {
          if (++seen > MESSAGE_LIMIT) throw new SystemError('netlink dump', EMSGSIZE);
          interrupted ||= (message.flags & NLM_F_DUMP_INTR) !== 0;
          if (message.type === NLMSG_DONE) {
            // It may carry the errno that ended the dump.
            if (message.body.length >= 4 && errorNumber(message) !== 0) {
              throw new SystemError('netlink dump', errorNumber(message));
            }
            done = true;
          } else if (message.type === NLMSG_OVERRUN) throw new SystemError('netlink dump', ENOBUFS);
          else if (message.type === NLMSG_ERROR) throw new SystemError('netlink dump', errorNumber(message));
          else if (message.type === type + REPLY) {
            const value = decode(message.body);
            if (value !== null) values.push(value);
          }
        }
      }
      // A table that never stands still gives what the last attempt saw.
      if (!interrupted || attempt === DUMP_ATTEMPTS) return values;
    }
  }

  /** The reply's body, or the errno of the kernel's refusal. */
  function lookup(address: number, options: RouteOptions, flags: number): Uint8Array | number {
    const request = new Uint8Array(12); // struct rtmsg
    request[0] = AF_INET;
    request[1] = 32;
    request[2] = options.source === undefined ? 0 : 32;
    viewOver(request).setUint32(8, flags, true);
    const attributes: [number, Uint8Array][] = [[RTA_DESTINATION, addressBytes(address)]];
    if (options.source !== undefined) attributes.push([RTA_SOURCE, addressBytes(options.source)]);
    if (options.interfaceIndex !== undefined) {
      attributes.push([RTA_OUTGOING, new Uint8Array(Uint32Array.of(options.interfaceIndex).buffer)]);
    }
    send(RTM_GETROUTE, 0, request, attributes);
    for (;;) {
      for (const message of receive()) {
        if (message.type === RTM_NEWROUTE) return message.body;
        if (message.type === NLMSG_ERROR) return errorNumber(message);
      }
    }
  }

  function routeTo(address: number, options: RouteOptions = {}): RouteAnswer {
    const reply = lookup(address, options, RTM_F_LOOKUP_TABLE);
    if (typeof reply === 'number') return refusal(reply, options);
    const answer = decodeRouteAnswer(reply, false);
    if (answer === null) throw new SystemError('netlink route lookup', EPROTO);
    const bound = options.interfaceIndex !== undefined;
    if (!bound || answer.type !== 'unicast' || answer.gateway !== null) return answer;
    return { ...answer, assumed: typeof lookup(address, options, RTM_F_FIB_MATCH) === 'number' };
  }

  const inet = Uint8Array.of(AF_INET, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  return {
    interfaces: () => dump(RTM_GETLINK, new Uint8Array(16), decodeInterface),
    addresses: () => dump(RTM_GETADDR, inet.subarray(0, 8), decodeAddress),
    routes: () => dump(RTM_GETROUTE, inet, decodeRoute),
    rules: () => dump(RTM_GETRULE, inet, decodeRule),
    neighbours: () => dump(RTM_GETNEIGH, inet, decodeNeighbour),
    routeTo,
    close: () => closeSocket(fd),
  };
}

/** Opens a conversation for as long as `use` takes. */
export function withNetlink<T>(use: (netlink: Netlink) => T): T {
  const netlink = openNetlink();
  try {
    return use(netlink);
  } finally {
    netlink.close();
  }
}

export function interfaces(): NetworkInterface[] {
  return withNetlink((netlink) => netlink.interfaces());
}

export function addresses(): InterfaceAddress[] {
  return withNetlink((netlink) => netlink.addresses());
}

export function routes(): Route[] {
  return withNetlink((netlink) => netlink.routes());
}

export function neighbours(): Neighbour[] {
  return withNetlink((netlink) => netlink.neighbours());
}

export function routeTo(address: number, options?: RouteOptions): RouteAnswer {
  return withNetlink((netlink) => netlink.routeTo(address, options));
}

/** Lookups that end in a refusal: the errno says what kind of route refused (fib_props of the kernel). */
function refusal(number: number, options: RouteOptions): RouteAnswer {
  const nowhere = { interfaceIndex: null, gateway: null, otherFamily: false, source: null, table: 0, assumed: false };
  if (number === ENETUNREACH || number === ENETDOWN) return { type: 'no-route', ...nowhere };
  if (number === EHOSTUNREACH) return { type: 'unreachable', ...nowhere };
  if (number === EACCES) return { type: 'prohibit', ...nowhere };
  // An address that is not ours cannot be sent from, which the kernel tells the same way as a black hole.
  if (number === EINVAL) return { type: options.source === undefined ? 'blackhole' : 'no-route', ...nowhere };
  throw new SystemError('netlink route lookup', number);
}

/** struct nlmsgerr begins with a negative errno. */
function errorNumber(message: NetlinkMessage): number {
  return message.body.length >= 4 ? -viewOver(message.body).getInt32(0, true) : EPROTO;
}

function addressBytes(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}
