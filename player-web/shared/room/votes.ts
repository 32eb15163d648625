/* A vote as its voters see it. Pure. */
import type { RoomPerson, RoomVote, VoteCount, VoteMajority, VoteQuorum, VoteResult } from '../contract/rooms.ts';
import type { PlainKey } from '../i18n/locale.ts';

export type OwnPart = 'may' | 'has' | 'no_right' | 'closed';

export function ownPart(vote: RoomVote, self: RoomPerson | null): OwnPart {
  if (self && vote.voted.includes(self.account)) return 'has';
  if (vote.state === 'closed') return 'closed';
  return self?.has_vote ? 'may' : 'no_right';
}

export const RESULT_WORDS: Readonly<Record<VoteResult, PlainKey>> = {
  passed: 'room.vote_passed',
  not_passed: 'room.vote_not_passed',
  no_quorum: 'room.vote_no_quorum',
};

export const MAJORITY_WORDS: Readonly<Record<VoteMajority, PlainKey>> = {
  ballots_half: 'room.majority_ballots_half',
  ballots_two_thirds: 'room.majority_ballots_two_thirds',
  expected_half: 'room.majority_expected_half',
  expected_two_thirds: 'room.majority_expected_two_thirds',
};

export const QUORUM_WORDS: Readonly<Record<VoteQuorum, PlainKey>> = {
  none: 'room.quorum_none',
  half: 'room.quorum_half',
  two_thirds: 'room.quorum_two_thirds',
  four_fifths: 'room.quorum_four_fifths',
};

/* Choices and their counts; without counts (few secret ballots) only the choices. */
export function countsOf(vote: RoomVote): readonly { choice: string; count: number | null }[] {
  return vote.choices.map((choice, i) => ({ choice, count: vote.counts?.[i]?.count ?? null }));
}

/* Of somebody who is not here. */
export interface Opinion {
  account: string;
  name: string;
  choice: string; // its words; empty or none of the vote's: not chosen yet
}

export interface VoteDraft {
  question: string;
  choices: string; // one a line
  secret: boolean;
  majority: VoteMajority;
  quorum: VoteQuorum;
  tellers: readonly string[]; // accounts, for rooms that vote on paper
  written: readonly Opinion[];
}

const QUESTION_MAX = 200;
const CHOICE_MAX = 40;
const CHOICES_MIN = 2;
const CHOICES_MAX = 6;
const TELLERS_MAX = 10;
const COUNT_MAX = 100000;

export function choicesIn(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

/* What is wrong with a draft, by field. */
export function faultsIn(draft: VoteDraft): { question?: PlainKey; choices?: PlainKey; tellers?: PlainKey; written?: PlainKey } {
  const question = draft.question.trim();
  const choices = choicesIn(draft.choices);
  const isFew = choices.length < CHOICES_MIN || choices.length > CHOICES_MAX;
  const isLong = choices.some((choice) => Array.from(choice).length > CHOICE_MAX);
  const isTwice = new Set(choices).size !== choices.length;
  return {
    ...(question === '' || Array.from(question).length > QUESTION_MAX ? { question: 'room.vote_question_wrong' as const } : {}),
    ...(draft.tellers.length === 1 || draft.tellers.length > TELLERS_MAX ? { tellers: 'room.vote_tellers_wrong' as const } : {}),
    ...(draft.written.some(({ choice }) => !choices.includes(choice)) ? { written: 'room.written_wrong' as const } : {}),
    ...(isFew || isLong || isTwice ? { choices: 'room.vote_choices_wrong' as const } : {}),
  };
}

/* What a teller enters; null: something is no number, nothing was counted, or fewer than those who are named. */
export function tallyOf(counts: readonly string[], voters: readonly string[]): { counts: VoteCount[]; voters: string[] } | null {
  const numbers = counts.map((text) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN));
  const total = numbers.reduce((sum, one) => sum + one, 0);
  if (!numbers.every((one) => one <= COUNT_MAX) || total === 0 || voters.length > total) return null;
  return { counts: numbers.map((count) => ({ count })), voters: [...voters] };
}

/* The newest that is open; else the newest. */
export function voteToShow(votes: readonly RoomVote[]): RoomVote | null {
  const open = votes.filter(({ state }) => state === 'open');
  return open[open.length - 1] ?? votes[votes.length - 1] ?? null;
}
