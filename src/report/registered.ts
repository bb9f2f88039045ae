// What ports are registered for with IANA. A name there identifies nothing: it is shown in parentheses.
export { loadRegistered, type Registered } from '../target/port-names.ts';
