// All lines that `--json` writes, as a check at run time and as JSON Schema (draft 2020-12). Additions keep `"v":1`:
// readers must pass over lines of a type, and keys, that they do not know.
import { z } from 'zod';
import { SURVEY_LINES, versioned } from '../finding/line.schema.ts';
import { time } from '../finding/words.schema.ts';
import { change, compared } from '../inventory/diff/change.schema.ts';
import { PING_EVENTS } from '../ping/events.schema.ts';

const PING_LINES = PING_EVENTS.map((event) => versioned(event, { time }));

export const line = z
  .discriminatedUnion('type', [...SURVEY_LINES, ...PING_LINES, versioned(change), versioned(compared)])
  .describe('A line of portolan scan --json, of portolan diff --json or of portolan ping --json');

export const JSON_SCHEMA = z.toJSONSchema(line, { io: 'input' });
