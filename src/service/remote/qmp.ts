// QEMU Machine Protocol: qmp-spec. The monitor greets with a JSON object; nothing is said to it.
//
//   {"QMP": {"version": {"qemu": {"micro": n, "minor": n, "major": n}, "package": "..."}, "capabilities": [...]}}
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

export const qmp = defineService({
  name: 'qmp',
  title: 'QEMU machine protocol',
  specification: 'QEMU Machine Protocol specification',
  ports: [4444],

  read({ text, bytes }): Verdict | null {
    if (!text.startsWith('{"QMP":') || bytes.length > 2048) return null;
    const version = versionOf(text);
    if (version === null) return null;
    return {
      confidence: 0.95,
      product: 'QEMU',
      version: version.number,
      cpe: [cpeOf('qemu', 'qemu', version.number)],
      ...(version.built === '' ? {} : { info: version.built }),
      notes: [
        {
          code: 'N_NO_LOGIN',
          text: 'lets anybody run the virtual machine, and read files of its host',
          advice: 'put the monitor on a Unix socket',
        },
      ],
    };
  },
});

function versionOf(text: string): { number: string; built: string } | null {
  try {
    const { qemu, package: built } = JSON.parse(text).QMP.version;
    const parts = [qemu.major, qemu.minor, qemu.micro];
    if (!parts.every((part) => Number.isInteger(part) && part >= 0 && part < 1000)) return null;
    return { number: parts.join('.'), built: typeof built === 'string' ? clean(built) : '' };
  } catch {
    return null;
  }
}
