/* WCAG 2.2: text 4.5 to 1 (1.4.3), borders of inputs, signs and focus rings 3 to 1 (1.4.11). */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tokensOfTheme, type Tokens } from '../../../player-web/tools/tv-style.ts';

const TEXT = 4.5;
const SHAPE = 3;

/* foreground, background, least ratio */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ['--ink', '--paper', TEXT],
  ['--ink', '--surface', TEXT],
  ['--ink', '--sunk', TEXT],
  ['--ink', '--primary-tint', TEXT],
  ['--ink', '--ok-tint', TEXT],
  ['--ink', '--warn-tint', TEXT],
  ['--ink', '--bad-tint', TEXT],
  ['--ink-soft', '--paper', TEXT],
  ['--ink-soft', '--surface', TEXT],
  ['--ink-soft', '--sunk', TEXT],
  ['--primary', '--paper', TEXT],
  ['--primary', '--surface', TEXT],
  ['--primary-strong', '--primary-tint', TEXT],
  ['--primary', '--warn-tint', TEXT],
  ['--on-primary', '--primary', TEXT],
  ['--on-primary', '--primary-strong', TEXT],
  ['--ok', '--ok-tint', TEXT],
  ['--ok', '--surface', TEXT],
  ['--warn', '--surface', SHAPE],
  ['--warn', '--warn-tint', TEXT],
  ['--bad', '--bad-tint', TEXT],
  ['--bad', '--surface', TEXT],
  ['--on-seal', '--seal', SHAPE],
  ['--seal', '--surface', SHAPE],
  ['--ink-soft', '--ok-tint', TEXT],
  ['--on-hero', '--hero', TEXT],
  ['--on-hero', '--hero-deep', TEXT],
  ['--on-hero-soft', '--hero', TEXT],
  ['--on-hero-soft', '--hero-deep', TEXT],
  ['--hero-deep', '--on-hero', TEXT],
  ['--line-strong', '--surface', SHAPE],
  ['--line-strong', '--paper', SHAPE],
  ['--focus', '--paper', SHAPE],
  ['--focus', '--surface', SHAPE],
  ['--focus', '--sunk', SHAPE],
];

/* The television uses the dark tokens. */
const TV_PAIRS: readonly (readonly [string, string, number])[] = [
  ['--focus', '--hero-deep', TEXT],
  ['--focus', '--hero', SHAPE],
  ['--on-hero', '--hero-line', TEXT],
  ['--ok', '--hero-deep', SHAPE],
  ['--warn', '--hero-deep', SHAPE],
  ['--bad', '--hero-deep', SHAPE],
];

/* WCAG's relative luminance. */
function luminance(colour: string): number {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  assert.ok(match, `'${colour}' is not a six-digit colour`);
  const [r = 0, g = 0, b = 0] = match.slice(1).map((hex) => {
    const part = parseInt(hex, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function tooWeak(tokens: Tokens, pairs: typeof PAIRS): string[] {
  return pairs.flatMap(([front, back, least]) => {
    const ratio = contrast(tokens.get(front) ?? '', tokens.get(back) ?? '');
    return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}, at least ${least}`];
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`every pair of the ${theme} colours can be read`, () => {
    assert.deepEqual(tooWeak(tokensOfTheme(theme), PAIRS), []);
  });
}

test("the television's colours can be read", () => {
  assert.deepEqual(tooWeak(tokensOfTheme('dark'), TV_PAIRS), []);
});

test('the calculation is right', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(2), '21.00');
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

test('the smallest text of elder mode has 18 px, its targets 60 px', () => {
  const tokens = tokensOfTheme('light');
  const smallestRem = Math.min(
    ...[...tokens].filter(([name]) => /^--text-\w+$/.test(name)).map(([, size]) => parseFloat(size)),
  );
  assert.ok(smallestRem * 16 * 1.4 >= 18, `${smallestRem} rem`);
});
