// `portolan show HOST`: all that the inventory knows of a host, since when, and what changed.
import { createPicture, fold } from '../../finding/fold.ts';
import type { DeviceRow, Inventory } from '../../inventory/inventory.ts';
import { changeText } from '../../report/changes/change-text.ts';
import { minuteText } from '../../report/columns.ts';
import { escapeText } from '../../report/escape.ts';
import { jsonLine } from '../../report/json-lines.ts';
import type { Style } from '../../report/style.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { SHOW_HELP } from '../inventory/help.data.ts';
import { type Open, openKept } from '../inventory/open.ts';
import { readWords } from '../inventory/words.ts';
import { whyLine } from '../why/json.ts';
import { networksAround } from '../why/networks.ts';
import { whyText } from '../why/text.ts';
import { historyOf } from './history.ts';

/** Runs the command; returns its exit code. */
export async function showCommand(
  args: readonly string[],
  console: Console = realConsole(),
  open: Open = openKept,
): Promise<number> {
  const { options, rest, help } = readWords('show', args, ['json', 'no-color'], ['db']);
  if (help) {
    console.output.out(SHOW_HELP);
    return EXIT.finished;
  }
  const [host, more] = rest;
  if (host === undefined) throw usageError('no host is given: portolan show HOST (--help has more)');
  if (more !== undefined) throw usageError(`one host is shown, so not "${more}" too`);
  const inventory = await open(options.get('db'), console.environment);
  try {
    await show(inventory, host, options.has('json'), console, styleFor(console, !options.has('no-color')));
    return EXIT.finished;
  } finally {
    await inventory.close();
  }
}

async function show(inventory: Inventory, word: string, json: boolean, console: Console, style: Style): Promise<void> {
  const picture = createPicture();
  for await (const line of inventory.linesOf(word)) fold(picture, line);
  const hosts = [...picture.hosts.values()];
  const devices = await inventory.devices(word);
  if (hosts.length === 0) {
    throw new CliError(
      'E_HOST_NOT_THERE',
      `${word}: the inventory knows no such host: portolan hosts lists those it has`,
    );
  }
  const changes = await historyOf(
    inventory,
    hosts.map(({ ip }) => ip),
  );
  const { out } = console.output;
  const networks = await inventory.networks();
  for (const host of hosts) {
    const around = networksAround(networks, host.ip);
    out(json ? whyLine(host, around) : whyText(host, around, style));
  }
  if (json) {
    for (const device of devices) out(jsonLine({ type: 'device', ...device }));
    for (const change of changes) out(jsonLine(change));
    return;
  }
  for (const device of devices) out(deviceText(device, style));
  if (changes.length > 0) out(`\n${style.bold('What changed')}\n`);
  for (const change of changes) out(`  ${minuteText(change.time)}  ${changeText(change, style, false).trimEnd()}\n`);
}

const SHOWN_MOST = 20;

function deviceText({ device, addresses, keys }: DeviceRow, style: Style): string {
  const shown = addresses
    .slice(0, SHOWN_MOST)
    .map(({ ip, firstSeen, lastSeen }) => `${ip}, ${spanText(firstSeen, lastSeen)}`);
  const known = keys
    .slice(0, SHOWN_MOST)
    .map(({ kind, value, source }) => `known by ${escapeText(kind)} ${escapeText(value)}, from ${escapeText(source)}`);
  const lines = [...shown, ...known].map((line) => `  ${line}\n`);
  return `${style.bold(`Device ${device}`)}\n${lines.join('')}`;
}

function spanText(first: string, last: string): string {
  return `first seen ${minuteText(first)}, last ${minuteText(last)}`;
}
