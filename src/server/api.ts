// What the server offers to its clients: methods by their names on the wire, `SERVICE/METHOD`, as JSON-RPC 2.0 over WebSocket at `/rpc`.
// The page and the typed client take these types alone. Parameters are one object; results are plain values.
import type { Line } from '../finding/finding.ts';
import type { HostRow, Page, PortRow, Query, ScanId, ScanRow, ServiceRow } from '../inventory/inventory.ts';

/** A survey that runs, or ran in this server's life. */
export interface SurveyStatus {
  readonly scan: ScanId;
  readonly state: 'running' | 'paused' | 'stopping' | 'finished' | 'interrupted' | 'failed';
  readonly targets: readonly string[];
  /** RFC 3339. */
  readonly begun: string;
  readonly ended: string | null;
  readonly phase: string | null;
  /** 0 to 1. */
  readonly done: number | null;
  readonly secondsLeft: number | null;
  /** Probes a second, now. */
  readonly rate: number | null;
  /** The limit that was set; null: what the network bears. */
  readonly rateCap: number | null;
  readonly hostsUp: number;
  readonly openPorts: number;
  /** Why it failed. */
  readonly error: string | null;
}

/** What a person may ask for; a part of `SurveyRequest`, checked by schema. */
export interface StartRequest {
  readonly targets: readonly string[];
  readonly exclude?: readonly string[];
  readonly ports?: string;
  readonly topPorts?: number;
  readonly fast?: boolean;
  readonly udp?: 'known' | 'all' | 'none';
  readonly rate?: number;
  readonly services?: boolean;
  readonly identity?: boolean;
  readonly discovery?: boolean;
  readonly traceroute?: boolean;
}

export interface InterfaceInfo {
  readonly name: string;
  readonly mac: string | null;
  readonly addresses: readonly string[];
  /** Networks in CIDR notation that are reached through it, to be offered as targets. */
  readonly subnets: readonly string[];
  readonly isDefault: boolean;
}

export interface ScheduleEntry {
  readonly id: number;
  readonly name: string;
  /** Five fields, as crontab(5). */
  readonly cron: string;
  readonly request: StartRequest;
  readonly enabled: boolean;
  readonly nextRun: string | null;
  readonly lastScan: ScanId | null;
}

export interface ChangeRow {
  readonly kind: string;
  readonly ip: string;
  readonly port?: number;
  readonly proto?: 'tcp' | 'udp';
  readonly text: string;
  /** What it rests on. */
  readonly because: string;
}

export type Role = 'viewer' | 'operator';

/** Methods that clients call. Those marked `operator` are refused to viewers (`E_ROLE`). */
export interface Methods {
  'server/info': {
    params: undefined;
    /** `formats`: how scans are exported (`/api/export/SCAN.FORMAT`). */
    result: { version: string; role: Role; lastEvent: number; mayUseRawSockets: boolean; formats: readonly string[] };
  };
  'discovery/start': { params: StartRequest; result: SurveyStatus }; // operator
  'discovery/status': { params: { scan?: ScanId }; result: readonly SurveyStatus[] };
  'discovery/pause': { params: { scan: ScanId }; result: SurveyStatus }; // operator
  'discovery/goOn': { params: { scan: ScanId }; result: SurveyStatus }; // operator
  'discovery/setRate': { params: { scan: ScanId; rate: number | null }; result: SurveyStatus }; // operator
  'discovery/cancel': { params: { scan: ScanId }; result: SurveyStatus }; // operator
  /** To those that are added the scan comes when it is done with the others. */
  'discovery/addTargets': { params: { scan: ScanId; targets: readonly string[] }; result: SurveyStatus }; // operator
  /** Nothing more is sent to them; what was found of them stays. */
  'discovery/dropTargets': { params: { scan: ScanId; targets: readonly string[] }; result: SurveyStatus }; // operator
  /** Scans of the inventory that were interrupted, or whose process died, and that can be gone on with: the newest first. */
  'discovery/resumable': { params: undefined; result: readonly ScanId[] };
  'discovery/resume': { params: { scan: ScanId }; result: SurveyStatus }; // operator
  /** One host, or one port of it, again and now. */
  'discovery/lookAgain': { params: { ip: string; port?: number; proto?: 'tcp' | 'udp' }; result: SurveyStatus }; // operator
  'inventory/scans': { params: Query; result: Page<ScanRow> };
  'inventory/hosts': { params: Query; result: Page<HostRow> };
  'inventory/ports': { params: Query; result: Page<PortRow> };
  'inventory/services': { params: Query; result: Page<ServiceRow> };
  /** All that is known of a host: facts as they were last said. At most 10,000. */
  'inventory/host': { params: { host: string }; result: { lines: readonly Line[]; history: readonly ScanRow[] } };
  /**
   * What a survey said, in its order; `after`: behind the place `last` of a page before. `next`: that place, where more is there already. While a
   * survey runs, or after, `last` is where to go on for what was said since.
   */
  'inventory/lines': {
    params: { scan: ScanId; after?: number; limit?: number };
    result: { lines: readonly Line[]; last: number; next: number | null };
  };
  'inventory/diff': {
    params: { from?: ScanId; to?: ScanId };
    result: { from: ScanId; to: ScanId; changes: readonly ChangeRow[] };
  };
  /** Half-open SYN pings, as events `ping` until they are stopped. */
  'ping/start': { params: { ip: string; port: number; intervalMs?: number }; result: { ping: number } }; // operator
  'ping/stop': { params: { ping: number }; result: null }; // operator
  'interfaces/list': { params: undefined; result: readonly InterfaceInfo[] };
  'schedule/list': { params: undefined; result: readonly ScheduleEntry[] };
  'schedule/put': {
    params: Omit<ScheduleEntry, 'id' | 'nextRun' | 'lastScan'> & { id?: number };
    result: ScheduleEntry;
  }; // operator
  'schedule/remove': { params: { id: number }; result: null }; // operator
  'settings/get': { params: undefined; result: Readonly<Record<string, unknown>> };
  'settings/set': { params: { name: string; value: unknown }; result: null }; // operator
  /** From now on, or from an event on that was seen last: what was missed comes first, or `missed` says how much is gone. */
  'events/subscribe': { params: { after?: number }; result: { from: number; missed: number } };
}

export type MethodName = keyof Methods;

/** What is pushed: notifications `events/batch`, every 50 ms at most. */
export interface EventBatch {
  /** The number of the last one. */
  readonly last: number;
  /** So many before these were not sent, as this client read too slowly: catch up by `inventory/lines`. */
  readonly missed: number;
  readonly events: readonly ServerEvent[];
}

export type ServerEvent =
  | { readonly type: 'line'; readonly scan: ScanId; readonly line: Line }
  | { readonly type: 'status'; readonly status: SurveyStatus }
  | { readonly type: 'ping'; readonly ping: number; readonly rttMs: number | null; readonly time: string }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** Requests of the server to a client: whether something that wants a person's word may be done. */
export interface ClientMethods {
  'client/confirm': { params: { title: string; text: string }; result: boolean };
}
