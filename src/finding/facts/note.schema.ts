// Something about a port that a person should act on.
import { z } from 'zod';
import { code, stage, time } from '../words.schema.ts';
import { where } from './service.schema.ts';

export const note = z
  .object({
    type: z.literal('note'),
    ...where,
    code,
    text: z.string().describe('What is so, as it was told or seen'),
    advice: z.string().describe('What to do about it'),
    stage,
    time,
  })
  .describe('Something to act on. An observation, no claim that it can be exploited');
