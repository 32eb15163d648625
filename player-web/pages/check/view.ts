/* What the page /check shows: one row for each leg, one button at a time that matters. */
import type { LocaleTag } from '../../shared/contract.ts';
import { LEG_NAMES, type Leg, type LegName } from './legs.ts';
import { text, type CheckKey } from './messages.ts';
import { factsPath, isRoom, isTv, signInPathBack } from './way-back.ts';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error('the page has no ' + id);
  return found;
}

function say(parent: Node, tag: string, className: string, words: string): void {
  const part = document.createElement(tag);
  part.className = className;
  part.textContent = words;
  parent.appendChild(part);
}

export class CheckView {
  private readonly locale: LocaleTag;
  private readonly cameFrom: string; // '': nobody knows

  constructor(locale: LocaleTag, from: string) {
    this.locale = locale;
    this.cameFrom = from;
  }

  /* `onStart` at each press. */
  begin(onStart: () => void): void {
    const view = this;
    const start = element('start');
    element('title').textContent = this.text('line.title');
    element('verdict').textContent = this.text('line.intro');
    element('code-label').textContent = this.text('line.code');
    element('sign-in').textContent = this.text('line.sign_in');
    element('sign-in').setAttribute('href', signInPathBack(this.cameFrom));
    element('pair').textContent = this.text('line.pair');
    this.offerWays();
    element('heard').textContent = this.text('line.heard');
    element('silent').textContent = this.text('line.silent');
    LEG_NAMES.forEach(function (name) {
      const row = document.createElement('li');
      row.id = 'leg-' + name;
      element('rows').appendChild(row);
      view.showLeg(name, { state: 'wait', words: null });
    });
    start.onclick = function () {
      view.show('start', false);
      view.show('code-line', false);
      view.show('sign-in', false);
      view.show('pair', false);
      element('verdict').textContent = view.text('line.running');
      onStart();
    };
    this.offer('line.start');
  }

  private offerWays(): void {
    const from = this.cameFrom;
    element('back').textContent = this.text(from === '' ? 'line.home' : isRoom(from) ? 'line.back_room' : 'line.back');
    element('back').setAttribute('href', from || '/');
    element('facts').textContent = this.text('line.facts');
    element('facts').setAttribute('href', factsPath(from));
    this.show('back', true);
    this.show('facts', isTv(from));
  }

  showLeg(name: LegName, leg: Leg): void {
    const row = element('leg-' + name);
    const names: { [name in LegName]: CheckKey } = {
      server: 'line.server', live: 'line.live', speed: 'line.speed', udp: 'line.udp', tcp: 'line.tcp', turn: 'line.turn',
      camera: 'line.camera', microphone: 'line.microphone', speaker: 'line.speaker',
    };
    const states: { [state in Leg['state']]: CheckKey } = {
      good: 'line.state_good', bad: 'line.state_bad', none: 'line.state_none', run: 'line.state_run', wait: 'line.state_wait',
    };
    row.className = 'row row-' + leg.state;
    row.setAttribute('data-state', leg.state);
    row.textContent = '';
    say(row, 'b', 'row-name', this.text(names[name]));
    say(row, 'span', 'row-state', this.text(states[leg.state]));
    say(row, 'span', 'row-words', leg.words ? text(this.locale, leg.words, leg.params) : '');
  }

  askHeard(done: (isHeard: boolean) => void): void {
    const view = this;
    function answer(isHeard: boolean): void {
      view.show('heard', false);
      view.show('silent', false);
      done(isHeard);
    }
    element('verdict').textContent = this.text('line.speaker_ask');
    element('heard').onclick = function () {
      answer(true);
    };
    element('silent').onclick = function () {
      answer(false);
    };
    this.show('heard', true);
    this.show('silent', true);
    element('heard').focus();
  }

  end(verdict: CheckKey, code: string, mustSignIn: boolean): void {
    element('verdict').textContent = this.text(verdict);
    element('code').textContent = code;
    this.show('code-line', true);
    this.show('sign-in', mustSignIn);
    this.show('pair', mustSignIn && (this.cameFrom === '' || isTv(this.cameFrom)));
    this.offer('line.again');
  }

  private offer(key: CheckKey): void {
    const start = element('start');
    start.textContent = this.text(key);
    this.show('start', true);
    start.focus();
  }

  private show(id: string, isShown: boolean): void {
    element(id).hidden = !isShown;
  }

  private text(key: CheckKey): string {
    return text(this.locale, key);
  }
}
