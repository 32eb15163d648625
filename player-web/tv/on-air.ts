/* What is on air and what comes next, asked for again and again. */
import { monotonicMs } from '../shared/browser-host.ts';
import type { MeetingRow, NowList } from '../shared/contract/live.ts';
import { askJson } from './http.ts';

const EVERY_MS = 10000;
const SPREAD_MS = 5000;

export class OnAir {
  list: NowList = { on_air: [], upcoming: [], recordings: [], rooms: [] };
  isKnown = false;
  private readonly onChange: () => void;
  private timer = 0;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  ask(): void {
    window.clearTimeout(this.timer);
    askJson({ method: 'GET', url: '/api/v1/now' }, monotonicMs, (answer) => {
      const list = answer.body as NowList | null;
      if (answer.status === 200 && list && list.on_air) {
        this.list = list;
        this.isKnown = true;
        this.onChange();
      }
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.ask(), EVERY_MS + SPREAD_MS * Math.random());
    });
  }

  first(): MeetingRow | null {
    return this.list.on_air[0] || null;
  }

  next(): MeetingRow | null {
    return this.list.upcoming[0] || null;
  }

  /* Group meetings that are open for this site, in the order in which they began. */
  rooms(): MeetingRow[] {
    return this.list.rooms || [];
  }

  has(id: string): boolean {
    return this.list.on_air.some(function (row) {
      return row.id === id;
    });
  }
}
