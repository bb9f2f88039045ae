// Builds one scenario and keeps it:  node lab/up.ts SCENARIO [SEED]
// Prints its facts as one line of JSON. Each line on its input, `truth` or `counters`, is answered by one line of JSON.
// `xdp-free` takes the lab's XDP program off the scanner's interface, `xdp-pass` puts it there; both answer `true`.
// Takes the scenario down when its input closes, or at SIGINT or SIGTERM. Without a name it lists the scenarios.
import { createInterface } from 'node:readline';
import { buildLab, type Lab } from './network/build.ts';
import { scenario, scenarioNames } from './network/scenarios.ts';

async function facts(lab: Lab): Promise<object> {
  return {
    scenario: lab.scenario.name,
    about: lab.scenario.about,
    scannerNamespace: lab.scannerNamespace,
    namespaces: lab.namespaces,
    targets: lab.targets,
    ports: lab.ports,
    hosts: lab.hosts,
    answersAll: lab.answersAll,
    arrivals: lab.arrivals,
    truth: Object.fromEntries(await lab.truth()),
  };
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function main(name: string | undefined, seed: string | undefined): Promise<void> {
  if (name === undefined) {
    for (const known of scenarioNames) process.stdout.write(`${known.padEnd(18)} ${scenario(known).about}\n`);
    return;
  }
  await using lab = await buildLab(scenario(name, seed));
  print(await facts(lab));
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'truth') print(Object.fromEntries(await lab.truth()));
    else if (line === 'counters') print(await lab.counters());
    else if (line === 'xdp-free' || line === 'xdp-pass') {
      await lab.passXdp(line === 'xdp-pass');
      process.stdout.write('true\n');
    } else {
      process.stderr.write(`E_LAB_QUESTION: "${line.slice(0, 80)}": ask truth, counters, xdp-free or xdp-pass\n`);
    }
  }
}

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
