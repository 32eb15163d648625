/* What a person sends and what he sees: camera and microphone in one connection, the shared screen in one of its own,
 * all that he looks at and hears in a third. There is no second offer: a track that comes later takes its section. */
import { PeerKeeper, PEER_HOST, type PeerHost, type PeerLine, type PeerState } from './peer-keeper.ts';
import { plainCodecs } from './sdp.ts';

export type { PeerLine, PeerState } from './peer-keeper.ts';

/* Three sizes at once; the smallest first. The server chooses one for each who looks. */
const CAMERA_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500000 },
  { rid: 'f', maxBitrate: 1700000 },
];
const SCREEN_LAYERS: RTCRtpEncodingParameters[] = [{ maxBitrate: 2500000 }];
const SOUND_LAYERS: RTCRtpEncodingParameters[] = [{ maxBitrate: 40000 }];
/* The three loudest are heard. */
const SOUND_PLACES = 3;

type Kind = 'audio' | 'video';

function prefer(transceiver: RTCRtpTransceiver, kind: Kind, side: 'sender' | 'receiver'): void {
  const from = side === 'sender' ? RTCRtpSender : RTCRtpReceiver;
  const codecs = plainCodecs(kind, from.getCapabilities?.(kind)?.codecs ?? []);
  if (codecs.length === 0) return;
  try {
    transceiver.setCodecPreferences?.(codecs);
  } catch {
    /* Some browsers want the receiver's list here: then the offer names what they like */
  }
}

function sectionToSend(connection: RTCPeerConnection, kind: Kind, sendEncodings: RTCRtpEncodingParameters[]): RTCRtpSender {
  const transceiver = connection.addTransceiver(kind, { direction: 'sendonly', sendEncodings });
  prefer(transceiver, kind, 'sender');
  return transceiver.sender;
}

/* Camera and microphone, or a screen and its sound. */
export class Publisher {
  private readonly keeper: PeerKeeper;
  private readonly tracks: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null };
  private senders: Record<Kind, RTCRtpSender> | null = null;

  constructor(what: 'camera' | 'screen', line: PeerLine, onState: (state: PeerState) => void, host: PeerHost = PEER_HOST) {
    const isScreen = what === 'screen';
    this.keeper = new PeerKeeper(
      {
        kind: 'publish',
        isScreen,
        build: (connection) => {
          this.senders = {
            audio: sectionToSend(connection, 'audio', SOUND_LAYERS),
            video: sectionToSend(connection, 'video', isScreen ? SCREEN_LAYERS : CAMERA_LAYERS),
          };
          this.fill('audio');
          this.fill('video');
        },
        onState,
      },
      line,
      host,
    );
  }

  /* null: nothing is sent in this section. The track stays the caller's. */
  send(kind: Kind, track: MediaStreamTrack | null): void {
    this.tracks[kind] = track;
    this.fill(kind);
  }

  start(): void {
    this.keeper.start();
  }

  stop(): void {
    this.keeper.stop();
    this.senders = null;
  }

  restart(): void {
    this.keeper.restart();
  }

  hurry(): void {
    this.keeper.hurry();
  }

  isPeer(peer: string): boolean {
    return this.keeper.isPeer(peer);
  }

  private fill(kind: Kind): void {
    void this.senders?.[kind].replaceTrack(this.tracks[kind]).catch(() => undefined); // closed meanwhile
  }
}

export interface Received {
  pictures: readonly MediaStream[]; // by place
  sounds: readonly MediaStream[];
}

/* So many places for pictures, and those for sound. What they show is said by `media.show`. */
export class Viewer {
  private readonly keeper: PeerKeeper;

  constructor(
    places: number,
    line: PeerLine,
    events: { onReceived: (received: Received) => void; onState: (state: PeerState, peer: string) => void },
    host: PeerHost = PEER_HOST,
  ) {
    const section = (connection: RTCPeerConnection, kind: Kind): MediaStream => {
      const transceiver = connection.addTransceiver(kind, { direction: 'recvonly' });
      prefer(transceiver, kind, 'receiver');
      return new MediaStream([transceiver.receiver.track]);
    };
    this.keeper = new PeerKeeper(
      {
        kind: 'view',
        build: (connection) => {
          const sounds = Array.from({ length: SOUND_PLACES }, () => section(connection, 'audio'));
          const pictures = Array.from({ length: places }, () => section(connection, 'video'));
          events.onReceived({ pictures, sounds });
        },
        onState: events.onState,
      },
      line,
      host,
    );
  }

  start(): void {
    this.keeper.start();
  }

  stop(): void {
    this.keeper.stop();
  }

  restart(): void {
    this.keeper.restart();
  }

  hurry(): void {
    this.keeper.hurry();
  }

  isPeer(peer: string): boolean {
    return this.keeper.isPeer(peer);
  }
}
