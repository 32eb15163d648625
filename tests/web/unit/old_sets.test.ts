import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findInline, findOtherHosts } from '../../../player-web/tools/check-build.ts';
import { checkEs5, checkOldCss } from '../../../player-web/tools/es5.ts';
import { buildOldStyle, readTokens } from '../../../player-web/tools/tv-style.ts';

test('what old sets lack is refused', () => {
  const refused = [
    'let a = 1;',
    'var f = () => 1;',
    'var t = `x`;',
    'new Promise(function () {});',
    'fetch("/x");',
    'var m = new Map();',
    'var s = typeof Symbol;',
    'new URL("/x", "y");',
    'requestAnimationFrame(function () {});',
    '"abc".includes("a");',
    '[1].find(function (x) { return x; });',
    'Object.assign({}, {});',
    'function f(event) { return event.key; }',
    'document.body.append("x");',
  ];
  for (const code of refused) assert.notDeepEqual(checkEs5('x', code), [], code);
});

test('what they know is accepted', () => {
  const accepted = [
    'var a = [1, 2].map(function (x) { return x + 1; });',
    '(function () { function Map() {} new Map(); })();',
    'var request = new XMLHttpRequest(); request.open("GET", "/x", true);',
    'if (window.WebSocket) new window.WebSocket("ws://" + location.host);',
    'var o = { Promise: 1, key: 2 }; o.Promise;',
    'try { JSON.parse("x"); } catch (bad) { bad.message; }',
  ];
  for (const code of accepted) assert.deepEqual(checkEs5('x', code), [], code);
});

test('their style sheet has nothing late, and every token has its value', () => {
  for (const page of ['tv', 'tvroom', 'check'] as const) assert.deepEqual(checkOldCss(page, buildOldStyle(page)), []);
  for (const late of ['a{gap:1px}', 'a{display:grid}', 'a{color:var(--x)}', 'a{inset:0}']) {
    assert.notDeepEqual(checkOldCss('x', late), [], late);
  }
});

test('tokens are read per theme, later ones win', () => {
  const css = ":root{--a:1;--b:2;} :root,[data-theme='light']{--b:3;} [data-theme='dark']{--b:4;}";
  assert.deepEqual([...readTokens(css, [':root'])], [['--a', '1'], ['--b', '3']]);
  assert.equal(readTokens(css, [':root', "[data-theme='dark']"]).get('--b'), '4');
});

test('a file that names another host, and a page with a script inside, are found', () => {
  const bad = [
    'fetch("https://cdn.example/x.js")',
    '<link href="//fonts.example.com/a.css">',
    '@import url(//a.example.org/x.css);',
    'new WebSocket("wss://example.org/ws")',
  ];
  for (const text of bad) assert.equal(findOtherHosts('x', text).length, 1, text);
  assert.deepEqual(findOtherHosts('x', '"http://www.w3.org/2000/svg" "https://" + host'), []);
  for (const html of ['<script>x</script>', '<p style="a">', '<b onclick="x()">', '<style>a{}</style>']) {
    assert.equal(findInline('x', html).length, 1, html);
  }
  assert.deepEqual(findInline('x', '<script src="/a.js"></script>'), []);
});
