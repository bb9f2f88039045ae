// The questions and answers of rtnetlink(7) over any transport: the kernel's socket, or a test's made-up datagrams.

import { SystemError } from '../libc.ts';
import { ENOBUFS } from '../socket-numbers.ts';
import { AF_INET } from '../sockets.ts';
import {
  decodeAddress,
  decodeInterface,
  decodeNeighbour,
  decodeRoute,
  decodeRouteAnswer,
  decodeRule,
} from './decode.ts';
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
} from './message.ts';
import type {
  InterfaceAddress,
  Neighbour,
  NetworkInterface,
  PolicyRule,
  Route,
  RouteAnswer,
  RouteOptions,
} from './values.ts';

/** Every method throws SystemError where the kernel refuses or stays silent. */
export interface NetlinkQuestions {
  interfaces(): NetworkInterface[];
  /** One interface; null where there is none of that index. */
  interfaceAt(index: number): NetworkInterface | null;
  /** IPv4 addresses of all interfaces. */
  addresses(): InterfaceAddress[];
  /** IPv4 routes of all tables. */
  routes(): Route[];
  /** IPv4 policy rules, first to last; none where the kernel is built without them (IP_MULTIPLE_TABLES). */
  rules(): PolicyRule[];
  /** The ARP cache. */
  neighbours(): Neighbour[];
  /** How the kernel would send to an address; sends nothing. */
  routeTo(address: number, options?: RouteOptions): RouteAnswer;
}

/** How requests go to the kernel, and its datagrams come back. Both throw SystemError. */
export interface NetlinkTransport {
  send(request: Uint8Array): void;
  /** The kernel's next datagram; waits for it, not for ever. */
  receive(): Uint8Array;
}

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
const RTA_IP_PROTOCOL = 27;
const RTA_SOURCE_PORT = 28;
const RTA_DESTINATION_PORT = 29;
const RTM_F_LOOKUP_TABLE = 0x1000;
const RTM_F_FIB_MATCH = 0x2000;

const EACCES = 13;
const ENODEV = 19;
const EINVAL = 22;
const EPROTO = 71;
const EMSGSIZE = 90;
const EOPNOTSUPP = 95;
const ENETDOWN = 100;
const ENETUNREACH = 101;
const ETIMEDOUT = 110;
const EHOSTUNREACH = 113;

/** More than any routing table there is; ends a dump that has no end. */
const MESSAGE_LIMIT = 8_000_000;
const DUMP_ATTEMPTS = 5;
export const TIMEOUT_SECONDS = 1;

export function converse(transport: NetlinkTransport): NetlinkQuestions {
  let sequence = 0;

  function send(
    type: number,
    flags: number,
    request: Uint8Array,
    attributes?: Parameters<typeof emitRequest>[4],
  ): void {
    sequence = (sequence + 1) >>> 0;
    transport.send(emitRequest(type, NLM_F_REQUEST | flags, sequence, request, attributes));
  }

  /** The kernel's next messages that answer the last request; others are left over from an earlier one. */
  function receive(): NetlinkMessage[] {
    const deadline = performance.now() + TIMEOUT_SECONDS * 1000;
    while (performance.now() < deadline) {
      const mine = parseMessages(transport.receive()).filter((message) => message.sequence === sequence);
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
    if (options.protocol !== undefined) attributes.push([RTA_IP_PROTOCOL, Uint8Array.of(options.protocol)]);
    if (options.sourcePort !== undefined) attributes.push([RTA_SOURCE_PORT, portBytes(options.sourcePort)]);
    if (options.destinationPort !== undefined) {
      attributes.push([RTA_DESTINATION_PORT, portBytes(options.destinationPort)]);
    }
    send(RTM_GETROUTE, 0, request, attributes);
    return answer(RTM_NEWROUTE);
  }

  /** The body of the one reply to the last request, or the errno of the kernel's refusal. */
  function answer(type: number): Uint8Array | number {
    for (;;) {
      for (const message of receive()) {
        if (message.type === type) return message.body;
        if (message.type === NLMSG_ERROR) return errorNumber(message);
      }
    }
  }

  function interfaceAt(index: number): NetworkInterface | null {
    const request = new Uint8Array(16); // struct ifinfomsg
    viewOver(request).setInt32(4, index, true);
    send(RTM_GETLINK, 0, request);
    const reply = answer(RTM_GETLINK + REPLY);
    if (typeof reply !== 'number') return decodeInterface(reply);
    if (reply === ENODEV) return null;
    throw new SystemError('netlink interface', reply);
  }

  function rules(): PolicyRule[] {
    try {
      return dump(RTM_GETRULE, inet, decodeRule);
    } catch (error) {
      if (error instanceof SystemError && error.errno === EOPNOTSUPP) return [];
      throw error;
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
    interfaceAt,
    addresses: () => dump(RTM_GETADDR, inet.subarray(0, 8), decodeAddress),
    routes: () => dump(RTM_GETROUTE, inet, decodeRoute),
    rules,
    neighbours: () => dump(RTM_GETNEIGH, inet, decodeNeighbour),
    routeTo,
  };
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

/** Network byte order. */
function portBytes(port: number): Uint8Array {
  return Uint8Array.of(port >>> 8, port);
}
