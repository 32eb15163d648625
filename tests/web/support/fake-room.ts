/* The server's side of one meeting in which all may speak: people in memory, and answers to offers from wherever the
 * test takes them. What it heard is kept, so that a test can look at it. */
import type { Account, ClientMessages, ServerMessage } from '../../../player-web/shared/contract.ts';
import type { RoomAttendee, RoomLink, RoomOpens } from '../../../player-web/shared/contract/room_book.ts';
import type { RoomKnock, RoomPerson, RoomSaid, RoomSource, RoomVote } from '../../../player-web/shared/contract/rooms.ts';

export const ROOM_ID = '01890a5d-ac96-774b-bcce-b302099a8005';
export const GUEST_ID = '01890a5d-ac96-774b-bcce-b302099a8009';

type Push = (message: object) => void;
type Heard = { type: string; id: number } & Record<string, unknown>;
export type Answerer = (kind: 'publish' | 'view', sdp: string) => Promise<string>;

const NAMES = ['陈桂兰', '李秀英', '张卫东', '刘玉芬', '赵铁柱', '孙丽华', '周建军', '吴美玲', '郑国强', '王小梅'];

export function somebody(number: number, more: Partial<RoomPerson> = {}): RoomPerson {
  return {
    session: `seat-${number}`, account: `account-${number}`, display_name: NAMES[number % NAMES.length]!, client: 'phone',
    role: 'speaker', on: ['microphone', 'camera'], held: [], away: false, has_vote: true, ...more,
  };
}

export class FakeRoom {
  people: RoomPerson[] = [];
  lobby: RoomKnock[] = [];
  said: RoomSaid[] = [];
  votes: RoomVote[] = [];
  role: 'host' | 'speaker' = 'speaker';
  entering: 'in' | 'waits' | 'elsewhere' | 'not_found' | 'overloaded' = 'in';
  links: RoomLink[] = [];
  expected: RoomAttendee[] = [];
  guest: Account | null = null; // who gave a name last
  heard: Heard[] = [];
  locked = false;
  answer: Answerer = () => Promise.reject(new Error('nobody answers'));
  private push: Push = () => undefined;
  private nextPeer = 1;

  /* To the one who is in. */
  tell(message: ServerMessage): void {
    this.push(message);
  }

  invite(server: string, id: string, opens: RoomOpens): string {
    const secret = `secret-${id}`;
    this.links = [...this.links, { id, opens, url: `${server}/room#/${ROOM_ID}?link=${secret}`, made_at: '2026-10-01T02:00:00Z', n_banned: 0 }];
    return secret;
  }

  changed(change: object): void {
    this.push({ type: 'room.changed', joined: [], left: [], changed: [], ...change });
  }

  of<T extends keyof ClientMessages>(type: T): ClientMessages[T][] {
    return this.heard.filter((message) => message.type === type) as unknown as ClientMessages[T][];
  }

  /* As another host would. */
  hold(source: RoomSource): void {
    this.changeSelf({ held: [source], on: this.self.on.filter((one) => one !== source) });
  }

  get self(): RoomPerson {
    return this.people[this.people.length - 1]!;
  }

  letIn(account: Account, re?: number): void {
    this.people = [
      ...this.people.filter((person) => person.account !== account.id),
      somebody(99, { session: 'seat-self', account: account.id, display_name: account.display_name, role: this.role, on: [], client: 'pc', ...(account.id === GUEST_ID ? { guest: true } : {}) }),
    ];
    this.push({
      type: 'room', ...(re === undefined ? {} : { re }), room: ROOM_ID, kind: 'group', title: '第三党支部组织生活会', role: this.role,
      locked: this.locked, settings: { chat: 'everyone', screens: 'one', lobby: false }, people: this.people,
      ...(this.role === 'host' ? { lobby: this.lobby } : {}), said: this.said, votes: this.votes,
    });
  }

  hear(push: Push, account: Account, message: { type: string; id: number }): void {
    this.push = push;
    const heard = message as Heard;
    this.heard.push(heard);
    const re = message.id;
    if (message.type === 'room.enter') return this.enter(account, heard);
    if (message.type === 'media.publish' || message.type === 'media.view') return void this.connect(heard);
    push({ type: 'ok', re });
    this.apply(heard);
  }

  private enter(account: Account, { id, take_over }: Heard): void {
    if (this.entering === 'waits') return this.push({ type: 'room.waiting', re: id, room: ROOM_ID });
    if (this.entering === 'elsewhere' && !take_over) {
      return this.push({ type: 'error', re: id, code: 'conflict', detail: 'another screen of this account is in' });
    }
    if (this.entering === 'not_found' || this.entering === 'overloaded') {
      return this.push({ type: 'error', re: id, code: this.entering, detail: 'not now' });
    }
    this.letIn(account, id);
  }

  private async connect({ type, id, sdp }: Heard): Promise<void> {
    const peer = `p${this.nextPeer++}`;
    try {
      const answer = await this.answer(type === 'media.publish' ? 'publish' : 'view', String(sdp));
      this.push({ type: 'media.answer', re: id, peer, sdp: answer });
    } catch {
      this.push({ type: 'error', re: id, code: 'unavailable', detail: 'nobody forwards' });
    }
  }

  private changeSelf(more: Partial<RoomPerson>, without?: 'hand'): void {
    const self = { ...this.self, ...more };
    if (without) delete self[without];
    this.people = [...this.people.slice(0, -1), self];
    this.changed({ changed: [self] });
  }

  private apply(heard: Heard): void {
    const { session, account, display_name } = this.self;
    switch (heard.type) {
      case 'room.state':
        return this.changeSelf({ on: heard['on'] as RoomPerson['on'] });
      case 'room.hand':
        return heard['raised'] ? this.changeSelf({ hand: 7 }) : this.changeSelf({}, 'hand');
      case 'room.chat': {
        const said = { message: this.said.length + 1, session, account, display_name, text: String(heard['text']), at_us: Date.now() * 1000 };
        this.said.push(said);
        return this.push({ type: 'room.said', said });
      }
      case 'room.lock':
        this.locked = heard['locked'] === true;
        return this.changed({ locked: this.locked });
      case 'vote.open': {
        const { question, choices, secret, majority, quorum, tellers } = heard as unknown as ClientMessages['vote.open'];
        return this.voteIs({
          vote: '01890a5d-ac96-774b-bcce-b302099a8006', question, choices, secret, majority, quorum, state: 'open',
          tellers, waiting: [], expected: 10, n_voted: 0, voted: [],
        });
      }
      case 'vote.tally':
        return this.voteIs({ ...this.votes[0]!, waiting: [String(heard['site'])] });
      case 'vote.cast':
        return this.voteIs({ ...this.votes[0]!, n_voted: 1, voted: [account] });
      case 'vote.close':
        return this.voteIs({ ...this.votes[0]!, state: 'closed', result: 'passed', counts: [{ count: 8 }, { count: 1 }, { count: 1 }] });
      default:
    }
  }

  private voteIs(vote: RoomVote): void {
    this.votes = [vote];
    this.push({ type: 'vote.changed', vote });
  }
}
