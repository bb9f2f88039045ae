// Character generator: RFC 864. Sends without end; by its recommended pattern, lines of 72 of the 95 printing characters, each line
// beginning one character later.
import { anything } from '../../probe/udp/small/small.ts';
import { defineService, type ServiceNote } from '../service.ts';

const LINE = 72;
const FIRST = 0x20;
const CHARACTERS = 95;
const FOR_ATTACKS: ServiceNote = {
  code: 'N_SMALL_SERVICE',
  text: 'sends characters without end to anybody',
  advice: 'end it: over UDP it is used for attacks on others',
};

export const chargen = defineService({
  name: 'chargen',
  title: 'Character Generator',
  specification: 'RFC 864',
  ports: [19],

  read({ text, endpoint }) {
    if (endpoint.proto === 'udp' && isOneLine(text)) return { confidence: 0.9, notes: [FOR_ATTACKS] };
    // Some begin with the second half of a line.
    const lines = text.split('\r\n', 8).slice(0, -1);
    if (lines.length < 2 || !lines.every((line, at) => isRotating(line) && (line.length === LINE || at === 0)))
      return null;
    const steps = lines
      .slice(1)
      .every((line, at) => at === 0 || place(line, 0) === (place(lines[at], 0) + 1) % CHARACTERS);
    if (!steps) return null;
    return { confidence: lines.length > 3 ? 0.95 : 0.7, notes: [FOR_ATTACKS] };
  },
});

/** Over UDP a datagram asks. */
export const chargenUdp = defineService({ ...chargen, ports: [], udpPorts: [19], hello: anything.bytes });

/** A datagram holds 0 to 512 characters (RFC 864); some send a line. */
function isOneLine(text: string): boolean {
  const line = text.endsWith('\r\n') ? text.slice(0, -2) : text;
  return line.length >= 32 && isRotating(line);
}

const place = (line: string, at: number): number => line.charCodeAt(at) - FIRST;

/** Each character the next one's forerunner, on the ring of 95 (some leave the space out: 94). */
function isRotating(line: string): boolean {
  if (line.length < 10 || line.length > LINE) return false;
  for (let at = 1; at < line.length; at++) {
    const step = (place(line, at) - place(line, at - 1) + CHARACTERS) % CHARACTERS;
    const wrapsPastSpace = place(line, at) === 1 && place(line, at - 1) === CHARACTERS - 1;
    if (step !== 1 && !wrapsPastSpace) return false;
  }
  return true;
}
