/* The pure parts of /studio: steps, levels, worries, times, figures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diskTone, frameRateText, positionOf } from '../../../player-web/pages/studio/figures.ts';
import { hasPicture, worriesOf } from '../../../player-web/pages/studio/input-state.ts';
import { loudnessOf, placeOf, SCALE_WIDTH } from '../../../player-web/pages/studio/level-scale.ts';
import {
  changeOf, missingIn, newDraft, toggledLanguage, wishOf, withDay, withFloor,
} from '../../../player-web/pages/studio/meeting-wish.ts';
import { stepButtons, undoLeftMs } from '../../../player-web/pages/studio/steps.ts';
import { BEIJING, isSameClock, momentOf, otherSpanText, URUMQI, wallOf } from '../../../player-web/pages/studio/zone-time.ts';
import { liveInput } from '../support/fake-studio.ts';

test('only steps that the server allows have a button; the way forward stands out', () => {
  const buttons = stepButtons({ state: 'open', steps: ['cancel', 'end', 'go_live'] }, true);
  assert.deepEqual(buttons.map(({ step, kind }) => `${step} ${kind}`), ['go_live primary', 'end danger', 'cancel quiet']);
  assert.deepEqual(stepButtons({ state: 'live', steps: [] }, true), []);
});

test('the end is asked about, going live only without a picture', () => {
  const asked = (hasOne: boolean) =>
    stepButtons({ state: 'open', steps: ['go_live', 'end'] }, hasOne).filter((one) => one.isAsked).map((one) => one.step);
  assert.deepEqual(asked(true), ['end']);
  assert.deepEqual(asked(false), ['go_live', 'end']);
});

test('the time to undo runs out at zero', () => {
  assert.equal(undoLeftMs('2026-11-22T02:10:00Z', Date.parse('2026-11-22T02:08:30Z')), 90000);
  assert.equal(undoLeftMs('2026-11-22T02:10:00Z', Date.parse('2026-11-22T02:11:00Z')), 0);
  assert.equal(undoLeftMs(null, 0), 0);
});

test('loudness: green around -23, silent, quiet, loud, clipping', () => {
  assert.equal(loudnessOf(-23, -6), 'good');
  assert.equal(loudnessOf(-35, -12), 'quiet');
  assert.equal(loudnessOf(-14, -3), 'loud');
  assert.equal(loudnessOf(-23, -0.4), 'clipping');
  assert.equal(loudnessOf(-100, -100), 'silent');
  assert.deepEqual([-100, -30, 6].map(placeOf), [0, SCALE_WIDTH / 2, SCALE_WIDTH]);
});

test('worries of an input that is live', () => {
  assert.deepEqual(worriesOf(liveInput()), []);
  const bad = liveInput({ av_offset_ms: -300, key_frame_age_ms: 9000, dropped_frames: 2, lost_packets: 1, is_interlaced: true });
  assert.deepEqual(worriesOf(bad), ['av_offset', 'key_frame', 'drops', 'loss', 'interlaced']);
  assert.deepEqual(worriesOf({ ...bad, state: 'lost' }), [], 'the state says it all');
  assert.ok(hasPicture([liveInput()]));
  assert.ok(!hasPicture([liveInput({ state: 'silent' })]));
});

test('moments by the clock of a zone, and back', () => {
  const at = momentOf('2026-11-22', '09:30', BEIJING)!;
  assert.equal(new Date(at).toISOString(), '2026-11-22T01:30:00.000Z');
  assert.deepEqual(wallOf(at, URUMQI), { day: '2026-11-22', clock: '07:30' });
  assert.equal(momentOf('', '09:30', BEIJING), null);
  assert.equal(new Date(momentOf('2026-07-01', '12:00', 'Europe/Berlin')!).toISOString(), '2026-07-01T10:00:00.000Z');
  assert.ok(!isSameClock(at, BEIJING, URUMQI));
  assert.equal(otherSpanText(at, at + 3600000, URUMQI, BEIJING), '07:30–08:30');
});

test('a draft: what is missing, what is told, what has changed', () => {
  const draft = { ...newDraft(Date.parse('2026-11-22T01:10:00Z'), ''), type_id: 'broadcast' };
  assert.deepEqual([draft.clock, draft.endClock], ['11:00', '13:00']);
  assert.equal(missingIn(draft), 'title');
  assert.equal(missingIn({ ...draft, title: 'A' }), 'unit_id');
  const whole = { ...draft, title: ' A ', unit_id: 'u' };
  assert.equal(missingIn(whole), null);
  assert.equal(missingIn({ ...whole, endClock: '10:00' }), 'end');
  assert.equal(wishOf(whole)!.title, 'A');
  assert.equal(wishOf(whole)!.starts_at, '2026-11-22T03:00:00.000Z');
  assert.deepEqual(changeOf(whole, { ...whole, note: 'B' }), { note: 'B' });
  const moved = withDay(whole, '2026-11-25');
  assert.deepEqual([moved.day, moved.endDay], ['2026-11-25', '2026-11-25']);
});

test('there is one floor, and it stays', () => {
  const one = [{ tag: 'zh', is_floor: true, offset_ms: 0 }];
  const two = toggledLanguage(one, 'bo');
  assert.deepEqual(two.map((row) => row.is_floor), [true, false]);
  assert.deepEqual(toggledLanguage(two, 'zh'), two, 'the floor cannot be taken away');
  assert.deepEqual(withFloor(two, 'bo').map((row) => row.is_floor), [false, true]);
  assert.deepEqual(toggledLanguage(two, 'bo'), one);
});

test('figures', () => {
  assert.equal(frameRateText(25, true), '25i');
  assert.equal(frameRateText(29.97, false), '29.97p');
  assert.equal(positionOf('1:02:03'), 3723000);
  assert.equal(positionOf('12:30'), 750000);
  assert.equal(positionOf('12:75'), null);
  assert.deepEqual([4e8, 1e10, 1e12].map((free) => diskTone(free, false)), ['bad', 'warn', 'ok']);
  assert.equal(diskTone(1e12, true), 'bad');
});
