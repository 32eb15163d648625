/* A vote at the side of the pictures: its question and how many have voted, then what the room was told. Ballots come from
 * phones, and by two tellers. ES5. */
import type { LocaleTag } from '../../shared/contract.ts';
import type { RoomVote, VoteResult } from '../../shared/contract/rooms.ts';
import { words, type RoomKey } from './room-words.ts';

const RESULTS: { [result in VoteResult]: RoomKey } = {
  passed: 'tvroom.vote_passed',
  not_passed: 'tvroom.vote_not_passed',
  no_quorum: 'tvroom.vote_no_quorum',
};
/* So long a result stands. */
const RESULT_MS = 45000;

export class RoomVotePanel {
  private readonly root: HTMLElement;
  private readonly onChange: () => void;
  private drawn = '';
  private openId = ''; // seen open here
  private closedId = ''; // its result was read, or its time is over
  private timer = 0;

  /* `onChange`: its time is over. */
  constructor(root: HTMLElement, onChange: () => void) {
    this.root = root;
    this.onChange = onChange;
  }

  /* Back closes a result; a vote that is open stays. */
  back(): boolean {
    if (this.root.hidden || this.root.getAttribute('data-state') !== 'closed') return false;
    this.root.hidden = true;
    return true;
  }

  draw(vote: RoomVote | null, locale: LocaleTag): void {
    if (vote && vote.state === 'open') this.openId = vote.vote;
    if (!vote || !this.isShown(vote)) {
      this.root.hidden = true;
      return;
    }
    const key = JSON.stringify(vote) + locale;
    this.root.hidden = false;
    if (key === this.drawn) return;
    this.drawn = key;
    this.root.setAttribute('data-state', vote.state);
    this.root.textContent = '';
    this.add('p', 'room-vote-kind', words(locale, vote.secret ? 'tvroom.vote_secret' : 'tvroom.vote'));
    this.add('p', 'room-vote-question', vote.question);
    if (vote.state === 'open') this.drawOpen(vote, locale);
    else this.drawClosed(vote, locale);
  }

  private isShown(vote: RoomVote): boolean {
    if (vote.state === 'open') return true;
    if (vote.vote !== this.openId) return false; // of before this set came in
    if (vote.vote === this.closedId) return !this.root.hidden && this.timer !== 0;
    this.closedId = vote.vote;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.onChange();
    }, RESULT_MS);
    return true;
  }

  private add(tag: string, className: string, text: string): HTMLElement {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    this.root.appendChild(element);
    return element;
  }

  private drawOpen(vote: RoomVote, locale: LocaleTag): void {
    this.add('p', 'room-vote-number', vote.n_voted + ' / ' + vote.expected);
    this.add('p', 'room-vote-voted', words(locale, 'tvroom.vote_voted', { count: vote.n_voted, expected: vote.expected }));
    this.add('p', 'room-vote-note', words(locale, 'tvroom.vote_phone'));
  }

  private drawClosed(vote: RoomVote, locale: LocaleTag): void {
    const result = vote.result || 'no_quorum';
    this.add('p', 'room-vote-result', words(locale, RESULTS[result])).setAttribute('data-result', result);
    const counts = vote.counts;
    if (!counts && vote.secret && result !== 'no_quorum') this.add('p', 'room-vote-note', words(locale, 'tvroom.vote_few'));
    if (!counts) return;
    vote.choices.forEach((choice, i) => {
      const count = counts[i] ? (counts[i] as { count: number }).count : 0;
      const row = this.add('p', 'room-vote-row', '');
      row.appendChild(document.createElement('span')).textContent = choice;
      row.appendChild(document.createElement('b')).textContent = words(locale, 'tvroom.vote_count', { count: count });
    });
  }
}
