// Sockets of the controller's own, on each interface of a scan: for single frames beside what its threads send.
import type { PacketVisitor, Receiver, Transmitter } from '../../link/frames/frames.ts';
import { type Answers, openOtherReceivers, openReceiver, openTransmitter } from '../../link/frames/open.ts';
import type { ProbeForm } from '../../probe/probe.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost, segmentOfHost } from '../order/host-table.ts';
import { createFormSlots, type FormSlots, slotSizeFor } from './form-slots.ts';

/** Writes into a frame what changes from one to the next: it begins at 0, its network header at `linkHeader`. */
type Patch = (buffer: Uint8Array, linkHeader: number, source: number, address: number) => void;

export interface SideWire {
  /** Sends a host one frame of this form; false where it could not be sent. */
  send(host: number, form: number, patch: Patch): boolean;
  /** Shows the packets that have come. */
  drain(visitor: PacketVisitor): void;
  close(): void;
}

/** `answers`: what is heard, beside ICMP errors. Throws where the system gives no sockets. */
export function openSideWire(setup: EngineSetup, forms: readonly ProbeForm[], answers: Answers): SideWire {
  const { table, hops, recorder } = setup;
  const receivers: Receiver[] = [];
  const transmitters: Transmitter[] = [];
  const formSlots: FormSlots[] = [];
  for (const each of setup.interfaces) {
    receivers.push(openReceiver(each, answers, recorder));
    const transmitter = openTransmitter(each, 1, slotSizeFor(forms), recorder);
    transmitters.push(transmitter);
    formSlots.push(createFormSlots(transmitter, forms));
  }
  receivers.push(...openOtherReceivers(setup.listening, answers, recorder));
  return {
    send(host, form, patch) {
      const hop = hops[table.hop[segmentOfHost(table, host)]];
      const transmitter = transmitters[hop.interfaceSlot];
      const { buffer, linkHeader } = transmitter;
      const { held, hold } = formSlots[hop.interfaceSlot];
      if (held[0] !== form) hold(0, form);
      if (hop.destinationMac !== null && hop.sourceMac !== null) {
        buffer.set(hop.destinationMac, 0);
        buffer.set(hop.sourceMac, 6);
      }
      const [source] = hop.sources;
      patch(buffer, linkHeader, source, addressOfHost(table, host));
      return transmitter.send(0, 1) > 0;
    },
    drain(visitor) {
      for (const receiver of receivers) receiver.drain(visitor);
    },
    close() {
      for (const each of [...receivers, ...transmitters]) each.close();
    },
  };
}
