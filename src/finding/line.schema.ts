// The JSON lines of a survey: every line that is written, as it is written, with the version in front.
import { z } from 'zod';
import { end, hostEnd, notice, phase, phaseEnd, plannedProbe, start } from './bookkeeping.schema.ts';
import { FACTS } from './facts/facts.schema.ts';

type Declaration = z.ZodObject<{ type: z.ZodLiteral<string> }>;

/** As a line has it: `"v":1` in front. Additions keep the number; readers pass over what they do not know. */
export function versioned(declaration: Declaration, more: z.ZodRawShape = {}) {
  return z.object({ v: z.literal(1), ...declaration.shape, ...more }).describe(declaration.description ?? '');
}

export const SURVEY_LINES: readonly [ReturnType<typeof versioned>, ...ReturnType<typeof versioned>[]] = [
  versioned(start),
  versioned(phase),
  ...FACTS.map((fact) => versioned(fact)),
  versioned(hostEnd),
  versioned(notice),
  versioned(phaseEnd),
  versioned(end),
  versioned(plannedProbe),
];
