/* "Do you see the picture and hear the sound?", once per meeting on a paired screen: one key answers, and
 * the studio knows that this site is ready. */
import { monotonicMs } from '../shared/browser-host.ts';
import type { LocaleTag } from '../shared/contract.ts';
import type { SiteConfirmation } from '../shared/contract/live.ts';
import { askJson } from './http.ts';
import { text } from './messages.ts';
import type { WatchMenu } from './watch-menu.ts';

const ASK_AFTER_MS = 8000;
const AGAIN_MS = 5000;
const KEY = 'tongping.site_confirmed';

interface QuestionHost {
  locale(): LocaleTag;
  isPaired(): boolean;
}

export class SiteQuestion {
  private readonly menu: WatchMenu;
  private readonly host: QuestionHost;
  private askedId = '';
  private timer = 0;

  constructor(menu: WatchMenu, host: QuestionHost) {
    this.menu = menu;
    this.host = host;
    this.askedId = readAsked();
  }

  /* The picture has been running for a while: ask. */
  look(meetingId: string, phase: string): void {
    const isDue = phase === 'playing' && this.host.isPaired() && this.askedId !== meetingId;
    if (!isDue) {
      this.stop();
    } else if (!this.timer) {
      this.timer = window.setTimeout(() => this.ask(meetingId), ASK_AFTER_MS);
    }
  }

  stop(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
  }

  private ask(meetingId: string): void {
    this.timer = 0;
    if (this.menu.isOpen() || !(document.getElementById('roll') as HTMLElement).hidden) return; // later
    this.askedId = meetingId;
    const locale = this.host.locale();
    const row = (label: string, seesPicture: boolean, hearsSound: boolean, isChosen: boolean) => ({
      label: label,
      language: '',
      isChosen: isChosen,
      choose: () => {
        keepAsked(meetingId);
        this.send(meetingId, { sees_picture: seesPicture, hears_sound: hearsSound });
      },
    });
    this.menu.open(text(locale, 'tv.site_question'), [
      row(text(locale, 'tv.site_both'), true, true, true),
      row(text(locale, 'tv.site_no_sound'), true, false, false),
      row(text(locale, 'tv.site_no_picture'), false, true, false),
    ]);
  }

  private send(meetingId: string, body: SiteConfirmation): void {
    const url = '/api/v1/meetings/' + encodeURIComponent(meetingId) + '/sites/confirm';
    askJson({ method: 'POST', url: url, body: body }, monotonicMs, (answer) => {
      const mayHelp = answer.status === 0 || answer.status === 429 || answer.status >= 500;
      if (mayHelp) window.setTimeout(() => this.send(meetingId, body), AGAIN_MS);
    });
  }
}

function readAsked(): string {
  try {
    return window.localStorage.getItem(KEY) || '';
  } catch (_refused) {
    return '';
  }
}

function keepAsked(meetingId: string): void {
  try {
    window.localStorage.setItem(KEY, meetingId);
  } catch (_refused) {
    /* asked again after the next start */
  }
}
