// The door for other programs, `portolan/link`: which interfaces this machine has, and what would be scanned there.
export {
  type AddressRange,
  type DefaultTargets,
  defaultTargets,
  type InterfaceKind,
  type InterfacePlan,
  planInterfaces,
} from './interfaces/interfaces.ts';
