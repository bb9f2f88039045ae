// The JSON lines of a survey: every line that is written, as it is written, with the version in front.
import { z } from 'zod';
import { end, hostEnd, notice, phase, phaseEnd, plannedProbe, start } from './bookkeeping.schema.ts';
import { FACTS } from './facts/facts.schema.ts';

/** As a line has it: `"v":1` in front. Additions keep the number; readers pass over what they do not know. */
export function versioned(declaration: z.ZodObject): z.ZodObject {
  return z.object({ v: z.literal(1), ...declaration.shape }).describe(declaration.description ?? '');
}

export const SURVEY_LINES = [
  versioned(start),
  versioned(phase),
  ...FACTS.map(versioned),
  versioned(hostEnd),
  versioned(notice),
  versioned(phaseEnd),
  versioned(end),
  versioned(plannedProbe),
];
