// The SQL Server Browser ([MC-SQLR] section 2.2.2, CLNT_UCAST_EX): which instances are there?
import type { UdpPayload } from '../payload.ts';

export const mssqlBrowser: UdpPayload = { name: 'mssql-browser', ports: [1434], bytes: Uint8Array.of(3) };
