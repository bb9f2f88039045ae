// Crestron's discovery, as its Toolbox speaks it (open implementations of it, AlYurr_CrestronDeviceDiscovery among them): 266 bytes with the
// name of who asks.
import type { UdpPayload } from '../payload.ts';

const LENGTH = 266;

const bytes = new Uint8Array(LENGTH);
bytes.set([0x14, 0, 0, 0, 1, 4, 0, 3, 0, 0]);
bytes.set(Buffer.from('portolan'), 10);

export const crestron: UdpPayload = { name: 'crestron', ports: [41_794], bytes };
