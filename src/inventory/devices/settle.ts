import type { Connection } from '../store/database.ts';
export async function settle(_connection: Connection, _scan: number, _now: number): Promise<void> {}
