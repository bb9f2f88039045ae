// What the server costs, and how long what it finds takes to whoever looks.
//
//  - Start: from the process's start to the link on its first line, and to the page's first answer at it, after a first start.
//  - Findings: a server in a process of its own (programs/flood-server.ts), 50 clients, of which 5 never read. Three of those that read parse
//    what comes: the delay of a finding is from when its line was made, which is when the engine gave it, to when the client has it.
//  - Page: Chromium's own list of long tasks (more than 50 ms) while as many findings come in, on the first page: the chart. It has no graphics card
//    here: WebGL is done by software, on the same processors. The same while the making of the chart is waited for, and while a table of ten thousand
//    hosts is scrolled from its end to its beginning.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../lab/process.ts';
import type { EventBatch, ServerEvent, StartRequest } from '../../src/server/api.ts';
import { connect } from '../../src/server/client/node.ts';
import { bearer, TOKENS } from '../../src/server/fake.test-data.ts';
import { type Follower, follow } from '../../src/server/followers.test-data.ts';
import { CHROMIUM, openBrowser, openPage, untilHosts } from '../../ui/mock/browser.test-data.ts';
import { linesOf } from '../../ui/mock/lines.test-data.ts';
import { largeNetwork } from '../../ui/mock/network.test-data.ts';
import { type Mock, startMock } from '../../ui/mock/server.test-data.ts';
import { benchProgram, productWords, root, shownCommand } from '../product.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { median, spread } from '../score/statistics.ts';

const FINDINGS = 100_000;
const CLIENTS = 50;
const SILENT = 5;
const PARSING = 3;
/** A second; 0: as fast as they are taken. */
const PACES = [5000, 0];
/** Of a page: hosts with some seven findings each. */
const HOSTS = 15_000;
const END_LIMIT_MS = 120_000;
/** Of the table. */
const ROWS = 10_000;
/** From opening the page to the first finding. */
const PAGE_REST_MS = 2000;

interface Flooded {
  readonly seconds: number;
  /** Milliseconds. */
  readonly delay: { readonly median: number; readonly most: number };
  readonly memoryMb: number;
  /** Of clients that read. */
  readonly missed: number;
}

export async function runServe(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const starts = await startsOf(quick ? 3 : 10);
  say(`serve: its link after ${spread(starts.link, 2)} s, its page after ${spread(starts.page, 2)} s`);
  const floods: Flooded[] = [];
  for (const pace of PACES) {
    floods.push(await flooded(pace));
    say(`serve: ${JSON.stringify(floods.at(-1))}`);
  }
  const page = existsSync(CHROMIUM) ? { ...(await pageTasks()), scrolling: await scrollTasks() } : null;
  say(`serve: long tasks of the page: ${page === null ? 'no browser' : JSON.stringify(page)}`);
  const begun = median(starts.page);
  return {
    columns: ['what', 'figures'],
    rows: [
      [`from start to link, ${starts.link.length} times`, `${spread(starts.link, 2)} s`],
      ['from start to the page being served', `${spread(starts.page, 2)} s`],
      ...floods.map((each, index) => [floodName(PACES[index]), floodFigures(each)]),
      ...PAGE_WORKS.map(({ part, what }) => [what, page === null ? 'not measured' : taskFigures(page[part])]),
    ],
    checks: [
      {
        wanted: 'link and page within a second',
        got: begun === null ? 'none' : `${begun.toFixed(2)} s`,
        met: begun !== null && begun < 1,
      },
      ...floods.flatMap((each, index) => floodChecks(each, PACES[index])),
      ...(page === null
        ? []
        : PAGE_WORKS.map(({ part, what }) => ({
            wanted: `${what}: none over 200 ms`,
            got: taskFigures(page[part]),
            met: page[part].every((ms) => ms <= 200),
          }))),
    ],
    commands: [
      shownCommand([...productWords, 'serve', '--port', '0']),
      ...PACES.map((pace) =>
        shownCommand([process.execPath, benchProgram('programs/flood-server'), 'FOLDER', `${FINDINGS}`, `${pace}`]),
      ),
    ],
    notes: [
      "memory: the most that the server's process had resident (VmHWM); its engine is in it, where the product has a process of its own for that",
      'the clients run in one process beside it, on the same processors',
    ],
  };
}

const floodName = (pace: number): string =>
  `${FINDINGS.toLocaleString('en-US')} findings, ${pace === 0 ? 'as fast as they are taken' : `${pace.toLocaleString('en-US')} a second`}, ${CLIENTS} clients, ${SILENT} of which never read`;

const floodFigures = ({ seconds, delay, memoryMb, missed }: Flooded): string =>
  `${seconds.toFixed(1)} s; delay ${delay.median} ms at the median, ${delay.most} ms at the most; ${memoryMb.toFixed(0)} MB; readers missed ${missed}`;

function floodChecks({ delay, memoryMb }: Flooded, pace: number): Check[] {
  const how = pace === 0 ? 'at full speed' : `${pace.toLocaleString('en-US')} a second`;
  return [
    { wanted: `${how}: delay under 100 ms at the median`, got: `${delay.median} ms`, met: delay.median < 100 },
    { wanted: `${how}: the server under 300 MB`, got: `${memoryMb.toFixed(0)} MB`, met: memoryMb < 300 },
  ];
}

const taskFigures = (tasks: readonly number[]): string =>
  tasks.length === 0 ? 'none' : `${tasks.length}, the longest ${Math.max(...tasks)} ms`;

type Page = Awaited<ReturnType<typeof openPage>>['page'];

interface PageTasks {
  /** Milliseconds of each task over 50. */
  readonly making: readonly number[];
  readonly findings: readonly number[];
  readonly scrolling: readonly number[];
}

const PAGE_WORKS: readonly { readonly part: keyof PageTasks; readonly what: string }[] = [
  { part: 'making', what: 'long tasks of the page, from its first script to the chart' },
  { part: 'findings', what: `long tasks of the page, ${FINDINGS.toLocaleString('en-US')} findings` },
  { part: 'scrolling', what: `long tasks of the page, ${ROWS.toLocaleString('en-US')} rows scrolled through` },
];

interface Starts {
  readonly link: number[];
  readonly page: number[];
}

/** Seconds, one a start; the first of all is not counted. */
async function startsOf(count: number): Promise<Starts> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-bench-'));
  const starts: Starts = { link: [], page: [] };
  try {
    for (let k = 0; k <= count; k++) {
      const begun = performance.now();
      const secondsSince = (): number => (performance.now() - begun) / 1000;
      const server = start('env', [`XDG_STATE_HOME=${folder}`, ...productWords, 'serve', '--port', '0']);
      const [url, token] = (await server.line()).split('?token=');
      const link = secondsSince();
      const page = await fetch(url, { headers: bearer(token.trim()) });
      if (!(await page.text()).includes('<script')) throw new Error(`no page at ${url}: ${page.status}`);
      if (k > 0) {
        starts.link.push(link);
        starts.page.push(secondsSince());
      }
      server.signal('SIGTERM');
      await server.ended;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return starts;
}

async function flooded(pace: number): Promise<Flooded> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-bench-'));
  const program = benchProgram('programs/flood-server');
  const server = start(process.execPath, [program, folder, `${FINDINGS}`, `${pace}`]);
  try {
    const { url, request } = JSON.parse(await server.line()) as { url: string; request: StartRequest };
    const delays: number[] = [];
    const followers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, k) => follow(url, k >= SILENT && k < SILENT + PARSING ? measure : undefined)),
    );
    for (const { socket } of followers.slice(0, SILENT)) socket.pause();
    const operator = await connect(url, { token: TOKENS.operator, reconnect: false });
    const begun = performance.now();
    const { scan } = await operator.call('discovery/start', request);
    while ((await operator.call('discovery/status', { scan }))[0].ended === null) await sleep(50);
    const { lastEvent } = await operator.call('server/info');
    const readers = followers.slice(SILENT);
    await until(() => readers.every(({ last }: Follower) => last >= lastEvent));
    const seconds = (performance.now() - begun) / 1000;
    operator.close();
    for (const { socket } of followers) socket.terminate();
    const { memoryMb } = JSON.parse(await server.ask('', END_LIMIT_MS)) as { memoryMb: number };
    const missed = readers.reduce((sum, follower) => sum + follower.missed, 0);
    const most = delays.reduce((a, b) => Math.max(a, b), 0);
    return { seconds, delay: { median: median(delays) ?? Number.NaN, most }, memoryMb, missed };

    function measure(text: string): void {
      const now = Date.now();
      const { events } = (JSON.parse(text) as { params: EventBatch }).params;
      for (const event of events) if (event.type === 'line') delays.push(now - Date.parse(event.line.time));
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const limit = performance.now() + END_LIMIT_MS;
  while (!isSo() && performance.now() < limit) await sleep(20);
}

/** A page whose long tasks are counted from its first script on. */
async function countedPage(mock: Mock, use: (page: Page) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    const { page } = await openPage(browser, mock.link, {}, COUNTING);
    await page.getByText('Connected').waitFor({ state: 'attached' });
    // Until the chart is made.
    await page.waitForTimeout(PAGE_REST_MS);
    await use(page);
  } finally {
    await browser.close();
    await mock.close();
  }
}

const COUNTING =
  'globalThis.tasks = []; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) tasks.push(Math.round(duration)); }).observe({ type: "longtask", buffered: true })';

/** Since the last time. */
async function newTasks(page: Page): Promise<number[]> {
  await page.waitForTimeout(1000);
  return page.evaluate<number[]>('tasks.splice(0)');
}

async function pageTasks(): Promise<Omit<PageTasks, 'scrolling'>> {
  const mock = await startMock({ folder: `${root}dist/ui`, isEmpty: true });
  const tasks: { making: number[]; findings: number[] } = { making: [], findings: [] };
  await countedPage(mock, async (page) => {
    tasks.making = await newTasks(page);
    const time = new Date().toISOString();
    const lines = largeNetwork(HOSTS).flatMap((host) => linesOf(host, time));
    mock.push(lines.map((line): ServerEvent => ({ type: 'line', scan: 1, line })));
    await untilHosts(page, (hosts) => hosts === HOSTS);
    tasks.findings = await newTasks(page);
  });
  return tasks;
}

async function scrollTasks(): Promise<number[]> {
  const network = largeNetwork(ROWS).map((host) => ({ ...host, isOld: true }));
  const mock = await startMock({ folder: `${root}dist/ui`, network });
  let tasks: number[] = [];
  await countedPage(mock, async (page) => {
    await page.goto(`${mock.origin}/hosts`);
    await page
      .getByText(`${ROWS.toLocaleString('en-US')} hosts`)
      .first()
      .waitFor();
    await newTasks(page);
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('End');
    await grid.hover();
    for (let turn = 0; turn < 100; turn++) await page.mouse.wheel(0, -4000);
    await page.locator('#row-0').getByRole('link').waitFor();
    tasks = await newTasks(page);
  });
  return tasks;
}
