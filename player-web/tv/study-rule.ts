/* Which wins on a set: a study session of its place, or what it shows. Pure, ES5.
 *
 * | on the screen     | a study session is opened         | a meeting goes on air                |
 * |-------------------|-----------------------------------|--------------------------------------|
 * | menu, check       | it plays                          | it plays (main.ts)                   |
 * | courses           | it plays                          | it is offered in the menu            |
 * | a lesson          | it plays, the lesson stops        | likewise                             |
 * | a live meeting    | it waits until the meeting closes | -                                    |
 * | a study session   | the new one plays                 | asked once: go on, or to the meeting |
 *
 * One that was begun before this page was there (a power cut, a reload) is asked for first: who knows
 * whether anybody is still in the room. */
export type Showing = 'menu' | 'courses' | 'lesson' | 'meeting' | 'study';
export type StudyAct = 'play' | 'ask' | 'wait';

const WAITS: { [showing in Showing]: boolean } = { menu: false, courses: false, lesson: false, meeting: true, study: false };

/* `wasBegun`: something of it was shown, but not by this page. */
export function actFor(showing: Showing, wasBegun: boolean): StudyAct {
  if (WAITS[showing]) return 'wait';
  return wasBegun ? 'ask' : 'play';
}
