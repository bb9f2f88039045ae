import assert from 'node:assert/strict';
import { test } from 'node:test';
import { END_HEADER, endRow, RESULT_HEADER, resultRow } from './csv.ts';
import { END, LOST, OPEN, UNREACHABLE } from './events.test-data.ts';

test('a row a probe; what is not known is empty', () => {
  assert.equal(RESULT_HEADER, 'target,n,src,sport,dst,dport,seq,ack,state,reason,from,ttl,window,mac,rttMs\n');
  const start = 'host.example,1,198.18.0.1,51234,198.19.0.10,443';
  assert.equal(resultRow(OPEN), `${start},3029575850,3029575851,open,syn-ack,,64,64240,,0.213\n`);
  assert.equal(resultRow({ ...LOST, n: 1 }), `${start},7,,no-answer,no-response,,,,,\n`);
  assert.equal(
    resultRow({ ...UNREACHABLE, n: 1 }),
    `${start},7,,unreachable,icmp-host-unreachable,198.18.0.254,63,,,1.5\n`,
  );
});

test('a row a target', () => {
  assert.equal(
    END_HEADER,
    'target,dst,dport,sent,received,lossPercent,duplicates,late,outOfOrder,strays,minMs,avgMs,maxMs,medianMs,p95Ms,stddevMs,jitterMs,clock\n',
  );
  assert.equal(
    endRow({ ...END, strays: { a: 1, b: 2 } }),
    'host.example,198.19.0.10,443,4,4,0,0,0,0,3,0.2,0.225,0.3,0.2,0.3,0.01,0.01,kernel\n',
  );
  assert.equal(endRow({ ...END, rttMs: null }), 'host.example,198.19.0.10,443,4,4,0,0,0,0,0,,,,,,,,kernel\n');
});

test('commas, quotes and control characters stay inside their field', () => {
  assert.equal(resultRow({ ...OPEN, target: 'a,"b"\n\x1bc' }).split(',198.18')[0], '"a,""b""\\u{a}\\u{1b}c",1');
});
