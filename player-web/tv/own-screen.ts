/* This set as a paired screen: asks for a code and waits for the decision, keeps the secret, beats,
 * notices when it was renamed or unpaired. What it knew before a power cut shows at once; the server
 * is asked then. Tells the page through `onChange`. */
import { backoffDelayMs } from '../shared/backoff.ts';
import { monotonicMs } from '../shared/browser-host.ts';
import type {
  FormerScreen,
  OwnScreen,
  PairingAnswer,
  PairingOffer,
  PairingRequest,
  ScreenBeat,
  ScreenBeatAnswer,
  ScreenKind,
  ScreenProbe,
} from '../shared/contract/screens.ts';
import { askJson, type Answer, type Question } from './http.ts';
import { readOffer, readScreen, writeOffer, writeScreen } from './screen-memory.ts';

/* asking: no code yet. known: paired, the server has not said so yet. */
export type ScreenState = 'asking' | 'code' | 'refused' | 'crowded' | 'known' | 'paired';

export interface OwnScreenHost {
  kind: ScreenKind;
  probe(): ScreenProbe;
  version(): string;
  onChange(): void;
  onPaired(): void; // the cookie is there: a live connection may be opened
}

const RETRY_LIMITS = { firstMs: 1000, maxMs: 30000 };
const WAIT_TIMEOUT_MS = 40000; // the server answers after 25 s
const WAIT_SHORT_MS = 2000; // an answer sooner than this without a decision: something is in between
const BEAT_MS = 55000;
const BEAT_SPREAD_MS = 10000;
const PROBE_EVERY_BEATS = 1440;
const REFUSED_MS = 15000;
const CROWDED_MS = 60000;

export class OwnScreenLink {
  state: ScreenState = 'asking';
  screen: OwnScreen | null = null;
  offer: PairingOffer | null = null;
  former: FormerScreen | null = null;
  private token: string | null = null;
  private ended: string | null = null;
  private failures = 0;
  private held = true;
  private beats = 0;
  private beatTimer = 0;
  private round = 0; // an answer of an earlier round says nothing any more
  private readonly host: OwnScreenHost;

  constructor(host: OwnScreenHost) {
    this.host = host;
  }

  start(): void {
    const kept = readScreen();
    const offer = readOffer();
    if (kept) {
      this.token = kept.token;
      this.screen = kept.screen;
      this.enter('known');
      this.verify();
    } else if (offer) {
      this.show(offer);
      this.askDecision();
    } else {
      this.ask();
    }
  }

  /* Something about this screen has changed, or might have. */
  refresh(): void {
    if (this.token) this.verify();
  }

  /* For the live connection, when it was refused. */
  askStanding(tell: (paired: boolean) => void): void {
    this.send({ method: 'GET', url: '/api/v1/screen', token: this.token }, (answer) => {
      if (answer.status === 401) this.endPairing();
      tell(answer.status !== 401);
    });
  }

  /* Asked as this screen, whoever is signed in here. */
  askAs(question: Question, done: (answer: Answer) => void): void {
    question.token = this.token;
    askJson(question, monotonicMs, done);
  }

  private enter(state: ScreenState): void {
    this.state = state;
    this.host.onChange();
  }

  private send(question: Question, done: (answer: Answer) => void): void {
    const round = this.round;
    askJson(question, monotonicMs, (answer) => {
      if (round === this.round) done(answer);
    });
  }

  private again(run: () => void): void {
    const round = this.round;
    const delayMs = backoffDelayMs(this.failures, Math.random(), RETRY_LIMITS);
    this.failures += 1;
    window.setTimeout(() => {
      if (round === this.round) run();
    }, delayMs);
  }

  /* ---- without a secret ---- */

  private ask(): void {
    this.round += 1;
    writeOffer(null);
    const body: PairingRequest = { kind: this.host.kind, probe: this.host.probe() };
    if (this.ended) body.former = this.ended;
    if (this.state !== 'crowded') this.enter('asking');
    this.send({ method: 'POST', url: '/api/v1/pairings', body: body }, (answer) => {
      if (answer.status === 200) this.offered(answer.body as PairingOffer);
      else if (answer.status === 429) this.later('crowded', CROWDED_MS);
      else this.again(() => this.ask());
    });
  }

  private later(state: ScreenState, ms: number): void {
    this.enter(state);
    window.setTimeout(() => this.ask(), ms);
  }

  private offered(offer: PairingOffer): void {
    this.failures = 0;
    writeOffer(offer);
    this.show(offer);
    this.wait();
  }

  private show(offer: PairingOffer): void {
    this.offer = offer;
    this.former = offer.former || null;
    this.enter('code');
  }

  private wait(): void {
    if (!this.offer) return;
    const url = this.offer.wait;
    this.send({ method: 'GET', url: url, timeoutMs: WAIT_TIMEOUT_MS }, (answer) => {
      this.held = answer.status === 204 && answer.roundTripMs > WAIT_SHORT_MS;
      if (this.held) this.failures = 0;
      if (answer.status === 204) this.askDecision();
      else this.again(() => this.askDecision());
    });
  }

  private askDecision(): void {
    if (!this.offer) return;
    const body = { device_code: this.offer.device_code };
    this.send({ method: 'POST', url: '/api/v1/pairings/token', body: body }, (answer) => {
      if (answer.status === 200) this.decided(answer.body as PairingAnswer);
      else this.again(() => this.askDecision());
    });
  }

  private decided(answer: PairingAnswer): void {
    if (answer.state === 'pending') {
      if (!this.held) this.again(() => this.wait());
      else this.wait();
    } else if (answer.state === 'paired' && answer.token && answer.screen) {
      this.keep(answer.token, answer.screen);
      writeOffer(null);
      this.offer = null;
      this.ended = null;
      this.confirmed();
    } else if (answer.state === 'denied') {
      this.later('refused', REFUSED_MS);
    } else {
      this.ask();
    }
  }

  /* ---- with a secret ---- */

  private keep(token: string, screen: OwnScreen): void {
    this.token = token;
    this.screen = screen;
    writeScreen({ token: token, screen: screen });
  }

  private verify(): void {
    const token = this.token as string;
    this.send({ method: 'GET', url: '/api/v1/screen', token: token }, (answer) => {
      if (answer.status === 200) {
        this.keep(token, answer.body as OwnScreen);
        this.confirmed();
      } else if (answer.status === 401) {
        this.endPairing();
      } else {
        this.again(() => this.verify());
      }
    });
  }

  private confirmed(): void {
    const isFirst = this.state !== 'paired';
    this.failures = 0;
    this.enter('paired');
    if (!isFirst) return;
    this.beats = 0;
    this.beat();
    this.host.onPaired();
  }

  private beat(): void {
    const token = this.token as string;
    const body: ScreenBeat = { version: this.host.version() };
    if (this.beats % PROBE_EVERY_BEATS === 0) body.probe = this.host.probe();
    window.clearTimeout(this.beatTimer);
    this.beatTimer = window.setTimeout(() => this.beat(), BEAT_MS + BEAT_SPREAD_MS * Math.random());
    this.send({ method: 'POST', url: '/api/v1/screen/beat', token: token, body: body }, (answer) => {
      if (answer.status === 401) this.endPairing();
      if (answer.status !== 200) return;
      const told = answer.body as ScreenBeatAnswer;
      this.beats += 1;
      this.keep(told.token || token, told.screen);
      this.host.onChange();
    });
  }

  /* Unpaired, replaced or shut out: the server says which when it is asked for a new code. */
  private endPairing(): void {
    if (!this.token) return;
    window.clearTimeout(this.beatTimer);
    this.ended = this.token;
    this.token = this.screen = null;
    this.former = null;
    writeScreen(null);
    this.ask();
  }
}
