/* Pictures and sounds of a television in a room: a script of its own, for sets that have WebRTC. */
import type { ServerMessage } from '../contract.ts';
import type { MediaLine, MediaWish, RoomSource } from '../contract/rooms.ts';
import { Publisher, Viewer, type PeerLine, type PeerState, type Received } from './peer.ts';
import type { MakeSiteMedia, SiteDevice, SiteHost, SiteMedia, SiteProblem, SiteTile, SiteView } from './site-port.ts';
import { keyOf, PLACES_PC, planPlaces, planTiles, wishesOf, type Tile } from './stage-plan.ts';

const WISHES: Readonly<Record<SiteDevice, MediaStreamConstraints>> = {
  camera: { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } } },
  microphone: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
};
const SECTIONS = { camera: 'video', microphone: 'audio' } as const;
const INPUTS = { camera: 'videoinput', microphone: 'audioinput' } as const;
const DEVICES = ['microphone', 'camera'] as const;
const PROBLEMS: Readonly<Record<string, SiteProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};
/* Sizes and speakers change often; the server is told at most so often. */
const SHOW_EVERY_MS = 250;

class SiteRoomMedia implements SiteMedia {
  private readonly host: SiteHost;
  private readonly viewer: Viewer;
  private readonly publisher: Publisher;
  private readonly tracks: Record<SiteDevice, MediaStreamTrack | null> = { camera: null, microphone: null };
  private received: Received | null = null;
  private viewPeer = '';
  private viewLine: MediaLine | null = null;
  private sends: PeerState = 'off';
  private seat = '';
  private tiles: readonly Tile[] = [];
  private places: readonly string[] = [];
  private wishes: MediaWish[] = [];
  private shown = '';
  private timer = 0;
  private own: MediaStream | null = null;

  constructor(host: SiteHost) {
    this.host = host;
    const line: PeerLine = {
      offer: (kind, sdp) => new Promise((done) => host.offer(kind, sdp, done)),
      close: (peer) => host.close(peer),
    };
    this.viewer = new Viewer(PLACES_PC, line, {
      onReceived: (received) => (this.received = received),
      onState: (state, peer) => this.viewIs(state, peer),
    });
    this.publisher = new Publisher('camera', line, (state) => {
      this.sends = state;
      host.onChange();
    });
  }

  start(): void {
    this.viewer.start();
  }

  stop(): void {
    this.viewer.stop();
    this.publisher.stop();
    for (const kind of DEVICES) this.take(kind, null);
    clearTimeout(this.timer);
  }

  entered(session: string): void {
    const isOther = this.seat !== '' && this.seat !== session;
    this.seat = session;
    for (const one of [this.viewer, this.publisher]) {
      if (isOther) one.restart();
      else one.hurry();
    }
    this.host.tell(this.sources());
  }

  hear(message: ServerMessage): void {
    if (message.type !== 'media.line') return;
    const isGone = message.state === 'gone';
    if (this.viewer.isPeer(message.peer)) {
      this.viewLine = message.state;
      if (isGone) this.viewer.restart();
      this.host.onChange();
    } else if (isGone && this.publisher.isPeer(message.peer)) {
      this.publisher.restart();
    }
  }

  look(view: SiteView): SiteTile[] {
    const { people, self, heard, isGrid } = view;
    this.tiles = planTiles({ people, self, heard, mode: isGrid ? 'grid' : 'speaker', places: PLACES_PC, before: this.tiles });
    this.places = planPlaces(this.tiles, this.places, PLACES_PC);
    const box = { width: view.width, height: view.height, ratio: window.devicePixelRatio || 1 };
    this.wishes = wishesOf(this.tiles, this.places, box, view.speakers);
    this.showSoon();
    return this.tiles.map((tile) => ({
      session: tile.session,
      source: tile.source,
      isLarge: tile.size === 'large',
      picture: tile.hasPicture ? (this.received?.pictures[this.places.indexOf(keyOf(tile))] ?? null) : null,
    }));
  }

  sounds(): MediaStream[] {
    return [...(this.received?.sounds ?? [])];
  }

  view(): MediaLine | null {
    return this.viewLine;
  }

  isUnsent(): boolean {
    return this.sends === 'lost' && this.sources().length > 0;
  }

  /* A page over plain HTTP is not given any; then the phone is. */
  devices(done: (kinds: SiteDevice[]) => void): void {
    const all: MediaDevices | undefined = navigator.mediaDevices;
    if (typeof all?.enumerateDevices !== 'function' || typeof all.getUserMedia !== 'function') return done([]);
    all.enumerateDevices().then(
      (known) => done(DEVICES.filter((kind) => known.some((one) => one.kind === INPUTS[kind]))),
      () => done([]),
    );
  }

  isOn(kind: SiteDevice): boolean {
    return this.tracks[kind] !== null;
  }

  switchOn(kind: SiteDevice, done: (problem: SiteProblem | null) => void): void {
    navigator.mediaDevices.getUserMedia(WISHES[kind]).then(
      (stream) => {
        this.take(kind, stream.getTracks()[0] ?? null);
        this.publisher.start();
        done(null);
      },
      (error: unknown) => done(PROBLEMS[error instanceof Error ? error.name : ''] ?? 'busy'),
    );
  }

  switchOff(kind: SiteDevice): void {
    this.take(kind, null);
  }

  ownPicture(): MediaStream | null {
    return this.own;
  }

  attach(element: HTMLMediaElement, stream: MediaStream | null, refused: () => void): void {
    if (element.srcObject !== stream) element.srcObject = stream;
    if (!stream) return;
    element.play().catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotAllowedError') refused();
    });
  }

  private sources(): RoomSource[] {
    return DEVICES.filter((kind) => this.isOn(kind));
  }

  private take(kind: SiteDevice, track: MediaStreamTrack | null): void {
    const before = this.tracks[kind];
    if (before === track) return;
    if (before) {
      before.onended = null;
      before.stop();
    }
    this.tracks[kind] = track;
    if (track) track.onended = () => this.take(kind, null); // unplugged
    if (kind === 'camera') this.own = track ? new MediaStream([track]) : null;
    this.publisher.send(SECTIONS[kind], track);
    this.host.tell(this.sources());
    this.host.onChange();
  }

  private viewIs(state: PeerState, peer: string): void {
    this.viewPeer = peer;
    this.shown = '';
    if (state === 'connected') this.viewLine = this.viewLine === null || this.viewLine === 'gone' ? 'full' : this.viewLine;
    else if (state === 'lost') this.viewLine = 'gone';
    else if (state === 'off') this.viewLine = null;
    this.host.onChange();
  }

  private showSoon(): void {
    if (this.timer === 0) this.timer = window.setTimeout(() => this.show(), SHOW_EVERY_MS);
  }

  private show(): void {
    this.timer = 0;
    const text = JSON.stringify(this.wishes);
    if (this.viewPeer === '' || text === this.shown) return;
    this.shown = text;
    this.host.show(this.viewPeer, this.wishes);
  }
}

(window as unknown as { tongpingRoom?: MakeSiteMedia }).tongpingRoom = (host) => new SiteRoomMedia(host);
