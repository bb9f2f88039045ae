// Asks the kernel about interfaces, addresses, routes and neighbours: rtnetlink(7), without privileges. Answers come
// from the kernel's memory at once, so the calls are synchronous; a receive timeout guards against the impossible.

import { declare, errno, SystemError } from '../libc.ts';
import { EAGAIN, EINTR, ENOBUFS, MSG_DONTWAIT, SOL_SOCKET } from '../socket-numbers.ts';
import { bindSocket, closeSocket, openSocket, SOCK_RAW, setOption } from '../sockets.ts';
import { converse, type NetlinkQuestions, TIMEOUT_SECONDS } from './conversation.ts';
import { decodeNeighbour } from './decode.ts';
import { parseMessages, viewOver } from './message.ts';
import type { InterfaceAddress, Neighbour, NetworkInterface, Route, RouteAnswer, RouteOptions } from './values.ts';

export type { NetlinkQuestions } from './conversation.ts';
export type * from './values.ts';

/** A conversation with the kernel. */
export interface Netlink extends NetlinkQuestions {
  close(): void;
}

const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;
const SO_RCVTIMEO = 20;
const MSG_TRUNC = 0x20;
const SOCKADDR_NL_SIZE = 12;
/** Multicast group of changes to the neighbour table (RTMGRP_NEIGH of linux/rtnetlink.h). */
const GROUP_NEIGHBOURS = 4;
const RTM_NEWNEIGH = 28;

const EMSGSIZE = 90;
const ETIMEDOUT = 110;

/** A dump comes in pieces of at most 32 KiB (netlink_dump of the kernel). */
const BUFFER_SIZE = 64 * 1024;

const sendCall = declare('long send(int fd, void* buffer, size_t length, int flags)');
const receiveCall = declare(
  'long recvfrom(int fd, void* buffer, size_t length, int flags, void* address, void* addressLength)',
);

interface NetlinkSocket {
  send(request: Uint8Array): void;
  /** The kernel's next datagram; or -errno, which with MSG_DONTWAIT in `flags` is often -EAGAIN. */
  receive(flags: number): Uint8Array | number;
  close(): void;
}

/** It belongs to the network namespace this thread is in. */
function openNetlinkSocket(groups: number): NetlinkSocket {
  const fd = openSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  const buffer = new Uint8Array(BUFFER_SIZE);
  const sender = new Uint8Array(SOCKADDR_NL_SIZE);
  const senderLength = new Uint32Array(1);
  try {
    const timeout = BigInt64Array.of(BigInt(TIMEOUT_SECONDS), 0n); // struct timeval
    setOption(fd, SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeout.buffer), 'SO_RCVTIMEO');
    const address = new Uint8Array(SOCKADDR_NL_SIZE); // struct sockaddr_nl: port 0 lets the kernel choose
    address[0] = AF_NETLINK;
    viewOver(address).setUint32(8, groups, true);
    bindSocket(fd, address);
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
  return {
    send(request) {
      while (sendCall(fd, request, request.length, 0) < 0) {
        if (errno() !== EINTR) throw new SystemError('netlink send');
      }
    },
    receive(flags) {
      const deadline = performance.now() + TIMEOUT_SECONDS * 1000;
      while (performance.now() < deadline) {
        senderLength[0] = SOCKADDR_NL_SIZE;
        const length = Number(receiveCall(fd, buffer, buffer.length, MSG_TRUNC | flags, sender, senderLength));
        if (length < 0) {
          const failure = errno();
          if (failure === EINTR) continue;
          return -failure;
        }
        if (length > buffer.length) return -EMSGSIZE;
        // Port 0 is the kernel; other processes may write to us as well.
        if (viewOver(sender).getUint32(4, true) === 0) return buffer.subarray(0, length);
      }
      return -ETIMEDOUT;
    },
    close: () => closeSocket(fd),
  };
}

/** Opens a conversation. */
export function openNetlink(): Netlink {
  const socket = openNetlinkSocket(0);
  const questions = converse({
    send: socket.send,
    receive() {
      const datagram = socket.receive(0);
      if (typeof datagram === 'number') throw new SystemError('netlink receive', -datagram);
      return datagram;
    },
  });
  return { ...questions, close: socket.close };
}

/** Changes of the neighbour table as they happen. */
export interface NeighbourNews {
  /** What has changed since the last call, at most a few hundred entries; after a loss the whole table. Never waits. */
  read(): Neighbour[];
  close(): void;
}

/** Datagrams that one `read` takes: each holds one change. */
const NEWS_MOST = 256;

export function openNeighbourNews(): NeighbourNews {
  const socket = openNetlinkSocket(GROUP_NEIGHBOURS);
  return {
    read() {
      const news: Neighbour[] = [];
      for (let k = 0; k < NEWS_MOST; k++) {
        const datagram = socket.receive(MSG_DONTWAIT);
        if (datagram === -ENOBUFS) return neighbours(); // the kernel dropped some: it tells so once
        if (typeof datagram === 'number') break;
        for (const { type, body } of parseMessages(datagram)) {
          const neighbour = type === RTM_NEWNEIGH ? decodeNeighbour(body) : null;
          if (neighbour !== null) news.push(neighbour);
        }
      }
      return news;
    },
    close: socket.close,
  };
}

/** Which of the kernel's tables have changed. */
export interface RoutingChanges {
  readonly interfaces: boolean;
  readonly addresses: boolean;
  readonly routes: boolean;
  readonly rules: boolean;
}

export interface RoutingNews {
  /** What has changed since the last call; all where the kernel had to drop some news. Never waits. */
  read(): RoutingChanges;
  close(): void;
}

/** RTMGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV4_RULE; the last bit is RTNLGRP_NEXTHOP, which older kernels pass over. */
const GROUPS_ROUTING = 1 | 0x10 | 0x40 | 0x80 | 0x8000_0000;
/** Messages come in fours, of a kind of thing: RTM_NEW*, RTM_DEL*, RTM_GET*. */
const KIND_LINK = 16;
const KIND_ADDRESS = 20;
const KIND_ROUTE = 24;
const KIND_RULE = 32;
const KIND_NEXT_HOP = 104;

/**
 * Opens it before what it is to keep true is asked for.
 *
 * Routes go with their interface and with the address that they send from, and the kernel tells of neither (fib_sync_down_dev,
 * fib_sync_down_addr): both count as changes of the routes.
 */
export function openRoutingNews(): RoutingNews {
  const socket = openNetlinkSocket(GROUPS_ROUTING >>> 0);
  return {
    read() {
      const kinds = new Set<number>();
      for (let datagram = socket.receive(MSG_DONTWAIT); datagram !== -EAGAIN; datagram = socket.receive(MSG_DONTWAIT)) {
        if (typeof datagram === 'number') {
          if (datagram !== -ENOBUFS) throw new SystemError('netlink receive', -datagram);
          for (const kind of [KIND_LINK, KIND_RULE]) kinds.add(kind);
        } else for (const { type } of parseMessages(datagram)) kinds.add(type & ~3);
      }
      const interfaces = kinds.has(KIND_LINK);
      const addresses = interfaces || kinds.has(KIND_ADDRESS);
      const routes = addresses || kinds.has(KIND_ROUTE) || kinds.has(KIND_NEXT_HOP);
      return { interfaces, addresses, routes, rules: kinds.has(KIND_RULE) };
    },
    close: socket.close,
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
