// Two ends of one socket (socketpair(2), unix(7)).
import { declare, SystemError } from './libc.ts';
import { SOCK_CLOEXEC, SOCK_STREAM } from './sockets.ts';

const socketpairCall = declare('int socketpair(int domain, int type, int protocol, void* descriptors)');

const AF_UNIX = 1;

export function openSocketPair(): [one: number, other: number] {
  const descriptors = new Int32Array(2);
  if (socketpairCall(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors) !== 0) throw new SystemError('socketpair');
  return [descriptors[0], descriptors[1]];
}
