import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portsBeside, splitTargets, unwrap } from './pasted.ts';
import { parseTarget } from './target-expression.ts';

test('what stands around a host is taken off', () => {
  const cases: [string, string, number | null][] = [
    ['https://host.example:8443/x?y=1#z', 'host.example', 8443],
    ['http://198.18.0.1/', '198.18.0.1', null],
    ['HTTP://user:secret@host.example:80', 'host.example', 80],
    ['ssh://root@198.18.0.1', '198.18.0.1', null],
    ['root@host.example', 'host.example', null],
    ['host.example:443', 'host.example', 443],
    ['host.example/', 'host.example', null],
    ['host.example:8080/login.html', 'host.example', 8080],
    ['198.18.0.1:22', '198.18.0.1', 22],
    ['198.18.0.0/24', '198.18.0.0/24', null],
    ['host.example/29', 'host.example/29', null],
    ['198[.]18[.]0[.]1', '198.18.0.1', null],
    ['[2001:db8::1]:80', '2001:db8::1', 80],
    ['http://[2001:db8::1]:8080/', '2001:db8::1', 8080],
    ['2001:db8::1', '2001:db8::1', null],
    ['2001:db8::/64', '2001:db8::/64', null],
    ['host.example:99999', 'host.example:99999', null],
    ['host.example:0', 'host.example:0', null],
    ['198.18.0.0/x', '198.18.0.0/x', null],
  ];
  for (const [text, host, port] of cases) assert.deepEqual(unwrap(text), { host, port }, text);
});

test('a target is read without what stands around it; what cannot be read is named as it was given', () => {
  assert.deepEqual(parseTarget('https://host.example:8443/x'), { name: 'host.example', prefix: 32 });
  assert.deepEqual(parseTarget('198.18.0.7:80'), { ranges: [[0xc6120007, 0xc6120007]] });
  assert.deepEqual(parseTarget('198.18.0.*:80'), { ranges: [[0xc6120000, 0xc61200ff]] });
  for (const text of ['[2001:db8::1]:80', 'http://[2001:db8::1]/', '[2001:db8::1]']) {
    assert.deepEqual(parseTarget(text), { ipv6: text });
  }
  for (const [text, reason] of [
    ['host.example:99999', /neither an address nor a host name/],
    ['*.example.com', /names have no wildcards/],
    ['198.18.0.0/x', /the prefix length "x"/],
    ['http://', /neither an address nor a host name/],
    ['198.18.0.999:80', /"999" is over 255/],
  ] as const) {
    assert.throws(() => parseTarget(text), { code: 'E_TARGET', message: reason });
  }
});

test('white space and commas part targets; commas inside an octet stay, and what is empty is told', () => {
  assert.deepEqual(splitTargets(' 198.18.0.1, host.example\t198.18.0.2/31,\r\n'), [
    ...['198.18.0.1', 'host.example', '198.18.0.2/31'],
  ]);
  assert.deepEqual(splitTargets('198.18.0.1,5'), ['198.18.0.1,5']);
  assert.deepEqual(splitTargets('http://a.example:80/x,b.example:443'), ['http://a.example:80/x', 'b.example:443']);
  for (const text of ['', ' ', ',']) assert.deepEqual(splitTargets(text), [text]);
});

test('ports beside targets count where each has one', () => {
  assert.deepEqual(portsBeside(['a.example:443', '198.18.0.1:22,198.18.0.2:443']), [22, 443]);
  assert.deepEqual(portsBeside(['a.example:443', 'b.example']), []);
});
