/* What this set can do, found out by asking it. */
import { hasWebSocket } from '../shared/browser-host.ts';
import type { ScreenProbe } from '../shared/contract/screens.ts';

const CODECS: { [name: string]: string[] } = {
  h264: ['video/mp4; codecs="avc1.42E01E"'],
  h265: ['video/mp4; codecs="hvc1.1.6.L93.B0"', 'video/mp4; codecs="hev1.1.6.L93.B0"'],
  aac: ['audio/mp4; codecs="mp4a.40.2"'],
  opus: ['audio/webm; codecs="opus"', 'audio/mp4; codecs="opus"'],
};
const HLS = ['application/vnd.apple.mpegurl', 'application/x-mpegURL'];
const USER_AGENT_MAX = 512;

/* Members that later engines have. */
interface LaterWindow {
  MediaSource?: { isTypeSupported?(type: string): boolean };
  RTCPeerConnection?: unknown;
  webkitRTCPeerConnection?: unknown;
}

function plays(video: HTMLVideoElement, types: string[]): boolean {
  const source = (window as unknown as LaterWindow).MediaSource;
  return types.some(function (type) {
    const answer = video.canPlayType ? video.canPlayType(type) : '';
    const streams = source && source.isTypeSupported && source.isTypeSupported(type);
    return (answer !== '' && (answer as string) !== 'no') || streams === true;
  });
}

/* `clockErrorMs`: its own clock less the server's; null while unknown. */
export function probe(clockErrorMs: number | null): ScreenProbe {
  const video = document.createElement('video');
  const later = window as unknown as LaterWindow;
  return {
    user_agent: navigator.userAgent.slice(0, USER_AGENT_MAX),
    width: window.innerWidth,
    height: window.innerHeight,
    pixel_ratio: window.devicePixelRatio || 1,
    codecs: Object.keys(CODECS).filter(function (name) {
      return plays(video, CODECS[name] as string[]);
    }),
    hls: plays(video, HLS),
    mse: !!(later.MediaSource && later.MediaSource.isTypeSupported),
    webrtc: !!(later.RTCPeerConnection || later.webkitRTCPeerConnection),
    websocket: hasWebSocket(),
    clock_off_ms: Math.round(clockErrorMs || 0),
  };
}
