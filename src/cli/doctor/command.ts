// `portolan doctor`.
import { jsonLine } from '../../report/json-lines.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';
import { DOCTOR_HELP } from '../help.data.ts';
import { examine, type Patient, thisMachine } from './doctor.ts';
import { doctorText, interfacesText } from './text.ts';

/** Runs the command; returns its exit code. Needs no privileges. */
export async function doctorCommand(
  args: readonly string[],
  console: Console = realConsole(),
  patient: Patient = thisMachine,
): Promise<number> {
  let json = false;
  let color = true;
  let onlyInterfaces = false;
  for (const arg of args) {
    if (arg === '--json') json = true;
    else if (arg === '--no-color') color = false;
    else if (arg === '--interfaces') onlyInterfaces = true;
    else if (arg === '-h' || arg === '--help') {
      console.output.out(DOCTOR_HELP);
      return EXIT.finished;
    } else throw usageError(`doctor does not know "${arg}": there are --interfaces, --json, --no-color and --help`);
  }
  const doctor = await examine(patient);
  const { type, interfaces, withoutTarget } = doctor;
  const style = styleFor(console, color);
  if (json) console.output.out(jsonLine(onlyInterfaces ? { type, interfaces, withoutTarget } : doctor));
  else console.output.out(onlyInterfaces ? interfacesText(doctor, style) : doctorText(doctor, style));
  return EXIT.finished;
}
