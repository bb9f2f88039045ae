// Numbers of Linux's sockets that several files here need: sys/socket.h, asm-generic/socket.h, linux/if_packet.h, errno.h.

export const SOL_SOCKET = 1;
export const SO_TIMESTAMPNS = 35;
export const SOL_PACKET = 263;
export const PACKET_STATISTICS = 6;
export const MSG_DONTWAIT = 0x40;

export const EINTR = 4;
export const EAGAIN = 11;
export const ENOBUFS = 105;
