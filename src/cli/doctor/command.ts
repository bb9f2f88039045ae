// `portolan doctor`.
import { jsonLine } from '../../report/json-lines.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';
import { DOCTOR_HELP } from '../help.data.ts';
import { examine, type Patient, thisMachine } from './doctor.ts';
import { doctorText } from './text.ts';

/** Runs the command; returns its exit code. Needs no privileges. */
export async function doctorCommand(
  args: readonly string[],
  console: Console = realConsole(),
  patient: Patient = thisMachine,
): Promise<number> {
  let json = false;
  let color = true;
  for (const arg of args) {
    if (arg === '--json') json = true;
    else if (arg === '--no-color') color = false;
    else if (arg === '-h' || arg === '--help') {
      console.output.out(DOCTOR_HELP);
      return EXIT.finished;
    } else throw usageError(`doctor does not know "${arg}": there are --json, --no-color and --help`);
  }
  const doctor = await examine(patient);
  console.output.out(json ? jsonLine(doctor) : doctorText(doctor, styleFor(console, color)));
  return EXIT.finished;
}
