// The kernel's neighbour table, for those who may not open the kernel's door themselves.
export { neighbours as readNeighbours } from '../native/netlink.ts';
