/* One screen a person: whether another viewing of the account counts now, and going on with this one. Nothing stops by
 * force; what is shown meanwhile counts nothing (docs/attendance.md). ES5. */
import type { Viewing } from '../shared/contract/live.ts';
import type { BeatsDone } from './beat-reply.ts';
import type { BeatSender } from './beat-sender.ts';
import { tokenOf, type ViewingLink } from './viewing-link.ts';

export interface TurnHost {
  /* The person goes on with this viewing. Absent: it is nobody's own. */
  takePerson?(viewingId: string, token: string, done: BeatsDone): void;
  /* Tells which of the account's viewings has the person now, until the answer is called. */
  onTurn?(run: (viewingId: string) => void): () => void;
}

export class Turn {
  isElsewhere = false;
  private readonly host: TurnHost;
  private readonly link: ViewingLink;
  private readonly onChange: () => void;
  private readonly noMore: (() => void) | null;
  private isStopped = false;

  constructor(host: TurnHost, link: ViewingLink, onChange: () => void) {
    this.host = host;
    this.link = link;
    this.onChange = onChange;
    this.noMore = host.onTurn ? host.onTurn((viewingId) => this.movedTo(viewingId)) : null;
  }

  stop(): void {
    this.isStopped = true;
    if (this.noMore) this.noMore();
  }

  told(isElsewhere: boolean): void {
    if (this.isStopped || isElsewhere === this.isElsewhere) return;
    this.isElsewhere = isElsewhere;
    this.onChange();
  }

  goOnHere(beats: BeatSender | null): void {
    const viewing: Viewing | null = this.link.viewing;
    if (!viewing || !beats || !this.host.takePerson) return;
    this.host.takePerson(viewing.id, tokenOf(viewing.base_url), (reply) => {
      if (this.isStopped || this.link.viewing !== viewing) return;
      beats.answered(reply.contact);
      if (reply.status === 200) this.told(reply.isElsewhere);
      else if (reply.status === 401 || reply.status === 409) this.link.renew(); // what is opened anew takes, too
    });
  }

  private movedTo(viewingId: string): void {
    const viewing = this.link.viewing;
    if (viewing) this.told(viewing.id !== viewingId);
  }
}
