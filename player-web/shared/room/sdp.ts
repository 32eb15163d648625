/* Offers as they are sent: short enough for one message, the screen marked. Pure. */

/* docs/protocol.md: an offer has at most so many characters, and its message so many bytes. */
export const OFFER_MAX_CHARS = 15000;
export const MESSAGE_MAX_BYTES = 16384;
/* Type, number and punctuation around an offer. */
const FRAME_BYTES = 96;

export interface CodecLike {
  mimeType: string;
  sdpFmtpLine?: string;
}

const isRepair = ({ mimeType }: CodecLike) => /\/rtx$/i.test(mimeType);

/* H.264 that every browser decodes: constrained baseline in whole packets. */
function isPlainH264({ mimeType, sdpFmtpLine = '' }: CodecLike): boolean {
  return /\/h264$/i.test(mimeType) && /packetization-mode=1/.test(sdpFmtpLine) && /profile-level-id=42[ce]0/i.test(sdpFmtpLine);
}

/* What everybody speaks: Opus; VP8 first, then one H.264, and what repairs them. Empty: as the browser likes. */
export function plainCodecs<T extends CodecLike>(kind: 'audio' | 'video', known: readonly T[]): T[] {
  if (kind === 'audio') return known.filter(({ mimeType }) => /\/opus$/i.test(mimeType));
  const vp8 = known.filter(({ mimeType }) => /\/vp8$/i.test(mimeType));
  const h264 = known.filter(isPlainH264).slice(0, 1);
  return vp8.length + h264.length === 0 ? [] : [...vp8, ...h264, ...known.filter(isRepair)];
}

/* Extensions of packets that the forwarding uses: who, which layer, how loud, how fast, how turned. */
const EXTENSIONS = /:(sdes:mid|sdes:rtp-stream-id|sdes:repaired-rtp-stream-id|ssrc-audio-level)$|transport-wide-cc|abs-send-time$|3gpp:video-orientation$/;

/* Lines that say nothing the other side needs: fewer bytes, the same meaning. */
function isNeeded(line: string): boolean {
  const extension = /^a=extmap:\d+(?:\/\w+)? (\S+)/.exec(line);
  if (extension) return EXTENSIONS.test(extension[1]!);
  return !/^a=(extmap-allow-mixed|rtcp:9 |candidate:|end-of-candidates|msid-semantic)/.test(line);
}

export function shortOffer(sdp: string): string {
  return sdp.split('\r\n').filter(isNeeded).join('\r\n');
}

/* RFC 4796: browsers do not write it. */
export function markScreen(sdp: string): string {
  return sdp.replace(/^(a=mid:[^\r\n]*)/gm, '$1\r\na=content:slides');
}

export function fitsMessage(sdp: string): boolean {
  return sdp.length <= OFFER_MAX_CHARS && new TextEncoder().encode(JSON.stringify(sdp)).length + FRAME_BYTES <= MESSAGE_MAX_BYTES;
}
