// The payloads that UDP ports are asked with, one line each; every other port is asked with an empty datagram.
import { dns } from './dns.ts';
import { ntp } from './ntp.ts';
import type { UdpPayload } from './payload.ts';

export const PAYLOADS: readonly UdpPayload[] = [dns, ntp];
