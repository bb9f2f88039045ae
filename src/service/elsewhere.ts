// UDP ports whose services answer from another port than they were asked on, or to another (`udpFromElsewhere`), by number, so
// that whoever scans need not load the records to know them. datagrams.test.ts holds them to the records.
export const ELSEWHERE_PORTS: readonly number[] = [67, 69, 5678, 37_020];
