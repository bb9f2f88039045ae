import { z } from 'zod';
import type { SurveyStatus } from '../api.ts';
import { method, nothing } from '../rpc/method.schema.ts';
import { scanId } from './inventory.schema.ts';
import { rate, startRequest, targets } from './surveys/start-request.schema.ts';

const count = z.int().min(0);
const text = z.string().nullable();

const surveyStatus: z.ZodType<SurveyStatus> = z.object({
  scan: scanId,
  state: z.enum(['running', 'paused', 'stopping', 'finished', 'interrupted', 'failed']),
  targets: z.array(z.string()),
  begun: z.string(),
  ended: text,
  phase: text,
  done: z.number().min(0).max(1).nullable(),
  secondsLeft: z.number().min(0).nullable(),
  rate: z.number().min(0).nullable(),
  rateCap: z.number().nullable(),
  hostsUp: count,
  openPorts: count,
  error: text,
});

const one = z.strictObject({ scan: scanId });

export const start = method(
  'discovery/start',
  'Starts a scan. More than 256 public addresses are scanned only after client/confirm was answered with true',
  startRequest,
  surveyStatus,
);
export const status = method(
  'discovery/status',
  'Scans that run, or ran since the server started; or one of them',
  z.strictObject({ scan: scanId.optional() }),
  z.array(surveyStatus),
);
export const pause = method('discovery/pause', 'Sends nothing until it goes on', one, surveyStatus);
export const goOn = method('discovery/goOn', 'Goes on after a pause', one, surveyStatus);
export const setRate = method(
  'discovery/setRate',
  'Changes the limit of a scan that runs; null: what the network bears',
  z.strictObject({ scan: scanId, rate: rate.nullable() }),
  surveyStatus,
);
export const cancel = method('discovery/cancel', 'Ends a scan; what it found is kept', one, surveyStatus);
export const addTargets = method(
  'discovery/addTargets',
  'Adds targets to a scan that runs: they are asked when it is done with the others',
  z.strictObject({ scan: scanId, targets: targets.min(1) }),
  surveyStatus,
);
export const dropTargets = method(
  'discovery/dropTargets',
  'Takes targets out of a scan that runs: nothing more is sent to them, and what was found stays',
  z.strictObject({ scan: scanId, targets: targets.min(1) }),
  surveyStatus,
);
export const resumable = method(
  'discovery/resumable',
  'Scans that were interrupted, or whose process died, and that can be gone on with; the newest first',
  nothing,
  z.array(scanId),
);
export const resume = method('discovery/resume', 'Goes on with a scan where it was left', one, surveyStatus);
export const lookAgain = method(
  'discovery/lookAgain',
  'Scans one host again, or one port of it',
  z.strictObject({
    ip: z.ipv4(),
    port: z.int().min(1).max(65_535).optional(),
    proto: z.enum(['tcp', 'udp']).optional(),
  }),
  surveyStatus,
);
