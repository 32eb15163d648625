/* The code that members scan, in the corner of the picture: another one each time the server says so. ES5. */
import type { RollCode } from '../shared/contract/registers.ts';
import type { Answer, Question } from './http.ts';

const AGAIN_MS = 3000;
const SPARE_MS = 150;

export class RollCodePanel {
  private readonly panel: HTMLElement;
  private readonly picture: HTMLElement;
  private readonly askAs: (question: Question, done: (answer: Answer) => void) => void;
  private registerId = '';
  private timer = 0;
  private dark = 0; // when what shows is good for nothing any more

  constructor(panel: HTMLElement, picture: HTMLElement, askAs: RollCodePanel['askAs']) {
    this.panel = panel;
    this.picture = picture;
    this.askAs = askAs;
  }

  isOn(): boolean {
    return this.registerId !== '';
  }

  show(registerId: string): void {
    this.hide();
    this.registerId = registerId;
    this.ask();
  }

  hide(): void {
    window.clearTimeout(this.timer);
    window.clearTimeout(this.dark);
    this.registerId = '';
    this.panel.hidden = true;
    this.makeRoom('no');
  }

  private makeRoom(isOn: 'yes' | 'no'): void {
    (this.panel.parentElement as HTMLElement).setAttribute('data-code', isOn);
  }

  private ask(): void {
    const id = this.registerId;
    this.askAs({ method: 'GET', url: '/api/v1/registers/' + encodeURIComponent(id) + '/code' }, (answer) => {
      if (id !== this.registerId) return;
      if (answer.status === 200) this.told(answer.body as RollCode);
      else if (answer.status === 404 || answer.status === 409) this.hide();
      else this.later(AGAIN_MS);
    });
  }

  private later(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), ms);
  }

  /* Both moments are the server's: this set's clock may be years off. */
  private told(code: RollCode): void {
    const nowMs = Date.parse(code.now);
    if (this.picture.getAttribute('src') !== code.qr) this.picture.setAttribute('src', code.qr);
    this.panel.hidden = false;
    this.makeRoom('yes');
    window.clearTimeout(this.dark);
    this.dark = window.setTimeout(() => (this.panel.hidden = true), Math.max(0, Date.parse(code.good_until) - nowMs));
    this.later(Math.max(1000, Date.parse(code.changes_at) - nowMs + SPARE_MS));
  }
}
