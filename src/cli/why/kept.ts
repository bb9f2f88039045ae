// What the inventory has of a host: facts of all surveys, at each address that the machine has or had; what it is known by; merges.
import { createPicture, fold } from '../../finding/fold.ts';
import type { DeviceRow, Inventory, MergeRow } from '../../inventory/inventory.ts';
import { escapeText } from '../../report/escape.ts';
import { jsonLine } from '../../report/json-lines.ts';
import type { Style } from '../../report/style.ts';
import { CliError, EXIT } from '../errors.ts';
import type { Output } from '../output.ts';
import { whyLine } from './json.ts';
import { isNetwork, networksAround, networksNamed, whyNetwork } from './networks.ts';
import { whyText } from './text.ts';

interface Shown {
  readonly json: boolean;
  readonly style: Style;
}

/** Closes it. Throws E_HOST_NOT_THERE. */
export async function whyKept(
  inventory: Inventory,
  word: string,
  { json, style }: Shown,
  output: Pick<Output, 'out'>,
): Promise<number> {
  try {
    const picture = createPicture();
    for await (const line of inventory.linesOf(word)) fold(picture, line);
    const devices = await inventory.devices(word);
    const networks = await inventory.networks();
    if (devices.length === 0) {
      const named = networksNamed(networks, word);
      for (const network of named) output.out(json ? jsonLine(network) : whyNetwork(network, style));
      if (named.length > 0) return EXIT.finished;
      const hint = isNetwork(word)
        ? 'networks in which a host was found are in it, as a scan names them'
        : 'only hosts that answered a scan are in it; portolan hosts lists them';
      throw new CliError('E_HOST_NOT_THERE', `${word}: the inventory has nothing about it: ${hint}`);
    }
    for (const host of picture.hosts.values()) {
      const around = networksAround(networks, host.ip);
      output.out(json ? whyLine(host, around) : whyText(host, around, style));
    }
    for (const device of devices) {
      output.out(json ? jsonLine({ type: 'device', ...device }) : deviceText(device, style));
    }
    return EXIT.finished;
  } finally {
    await inventory.close();
  }
}

function deviceText({ device, keys, addresses, merges }: DeviceRow, style: Style): string {
  const width = keys.reduce((most, { kind }) => Math.max(most, kind.length), 0);
  const sections: readonly (readonly [heading: string, lines: readonly string[]])[] = [
    ['Its addresses', addresses.map(({ ip, firstSeen, lastSeen }) => `${ip}  ${firstSeen} to ${lastSeen}`)],
    [
      'What it is known by',
      keys.map(
        ({ kind, value, source, ip, firstSeen, lastSeen }) =>
          `${kind.padEnd(width)}  ${escapeText(value)}  from ${escapeText(source)} at ${ip}, ${firstSeen} to ${lastSeen}`,
      ),
    ],
    ['Why it is one machine', merges.map(mergeText)],
  ];
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => `${style.bold(heading)}\n${lines.map((line) => `  ${line}\n`).join('')}`);
  return `${[`${style.bold(`device:${device}`)}\n`, ...blocks].join('\n')}\n`;
}

function mergeText({ id, time, scan, kind, value, addresses, atOnce, undone }: MergeRow): string {
  const how = atOnce ? 'both there at once' : 'one was gone when the other came';
  const end = undone === null ? '' : `; undone ${undone.time}, ${undone.because}`;
  return `merge ${id}: ${addresses.join(' and ')} both show ${kind} ${escapeText(value)}, ${how}, scan ${scan}, ${time}${end}`;
}
