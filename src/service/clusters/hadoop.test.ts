import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { hadoop } from './hadoop.ts';

test('what it says to browsers', () => {
  const page =
    'HTTP/1.1 404 Not Found\r\nContent-type: text/plain\r\n\r\nIt looks like you are making an HTTP request to a Hadoop IPC port. This is not the correct port for the web interface on this daemon.\r\n';
  assert.equal(hadoop.read(reply(page, 'GET /', 'http'))?.confidence, 0.95);
  assert.equal(hadoop.read(reply(page.replace('404', '200'), 'GET /', 'http')), null);
  assert.equal(hadoop.read(reply('HTTP/1.1 404 Not Found\r\n\r\n', 'GET /', 'http')), null);
});
