// The slots of a transmitter, each prepared with the form of the packet that it holds. Where a scan has one form, all are
// prepared once; where it has more, a slot is prepared again when a packet of another form is made in it.
import type { Transmitter } from '../../link/frames/frames.ts';
import { longestForm } from '../../probe/form-table.ts';
import { type ProbeForm, prepare } from '../../probe/probe.ts';
import * as ethernet from '../../wire/ethernet.ts';

/** A slot begins where a cache line does. */
const CACHE_LINE = 64;
const NO_FORM = -1;

/** Bytes of a slot that holds any of these. */
export function slotSizeFor(forms: readonly ProbeForm[]): number {
  return Math.ceil((ethernet.HEADER_LENGTH + longestForm(forms)) / CACHE_LINE) * CACHE_LINE;
}

export interface FormSlots {
  /** By slot, the number of the form that it holds; NO_FORM at first. */
  readonly held: Int16Array;
  /** The slot holds this form from now on, all but what changes from target to target. */
  hold(slot: number, form: number): void;
}

export function createFormSlots(transmitter: Transmitter, forms: readonly ProbeForm[]): FormSlots {
  const { buffer, slots, slotSize, linkHeader } = transmitter;
  const held = new Int16Array(slots).fill(NO_FORM);
  return {
    held,
    hold(slot, form) {
      prepare(forms[form], buffer, slot * slotSize + linkHeader, linkHeader);
      transmitter.setSlotLength(slot, forms[form].template.length);
      held[slot] = form;
    },
  };
}
