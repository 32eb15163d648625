/* How a dub's own length stands to the picture's. Pure. */

/* Less than this nobody hears. */
const TOLERATED_MS = 1000;

export interface LengthGap {
  isShorter: boolean;
  minutes: number;
  seconds: number;
}

/* Null: they fit, or one of them is not known. */
export function gapOf(ownMs: number, pictureMs: number): LengthGap | null {
  if (ownMs <= 0 || pictureMs <= 0) return null;
  const gapMs = Math.abs(ownMs - pictureMs);
  if (gapMs <= TOLERATED_MS) return null;
  const whole = Math.round(gapMs / 1000);
  return { isShorter: ownMs < pictureMs, minutes: Math.floor(whole / 60), seconds: whole % 60 };
}
