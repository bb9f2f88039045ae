import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meantBy } from './other-commands.ts';

test('what was meant, as a command line to be pasted', () => {
  for (const [words, meant] of [
    ['198.18.0.1 -p 22', 'To scan: portolan scan 198.18.0.1 -p 22'],
    ['-sS -p- host.example', 'To scan: portolan scan -sS -p- host.example'],
    ['nmap -sV host.example', "Options of nmap's are taken by scan: portolan scan -sV host.example"],
    ['RustScan -a host.example', "Options of rustscan's are taken by scan: portolan scan -a host.example"],
    ['fping -c 3 host.example', "Options of fping's are taken by ping: portolan ping -c 3 host.example"],
    ['arp-scan -l', 'portolan discover finds who is on this network.'],
    ['sacn host.example', null],
  ] as const) {
    const [command, ...rest] = words.split(' ');
    assert.equal(meantBy(command, rest), meant);
  }
});

test('what a shell would read otherwise is quoted', () => {
  assert.equal(meantBy('-p', ['http*', "it's", 'a b']), String.raw`To scan: portolan scan -p 'http*' 'it'\''s' 'a b'`);
});
