/* Where the picture's beginning of a paragraph lies in the stream of samples: pairs of both clocks, read together
 * again and again while the picture plays. One reading is some milliseconds off; a picture that waits for the network
 * only makes the gap wider. So the lower quarter of the gaps counts. Pure. */

export interface ClockPair {
  soundS: number; // of the audio context
  pictureS: number; // since the paragraph's start
}

/* A picture that stood still for longer was seen to stand. */
const STALL_S = 0.15;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

function gapsOf(pairs: readonly ClockPair[]): number[] {
  return pairs.filter((pair) => pair.pictureS > 0).map((pair) => pair.soundS - pair.pictureS);
}

/* The audio context's time when the picture was at the start; null: it never played. */
export function startOf(pairs: readonly ClockPair[]): number | null {
  const gaps = gapsOf(pairs);
  return gaps.length === 0 ? null : quantile(gaps, 0.25);
}

/* The picture waited while somebody spoke: the end of the take does not fit any more. */
export function hasStalled(pairs: readonly ClockPair[]): boolean {
  const gaps = gapsOf(pairs);
  const part = Math.max(1, gaps.length >> 2);
  return gaps.length > 1 && quantile(gaps.slice(-part), 0.5) - quantile(gaps, 0.25) > STALL_S;
}

export interface SampleBlock {
  frame: number; // of the audio context, of the first sample
  samples: Float32Array;
}

/* The samples from one moment to another; blocks that never came are silent. */
export function cutOut(blocks: readonly SampleBlock[], fromFrame: number, toFrame: number): Float32Array<ArrayBuffer> {
  const cut = new Float32Array(Math.max(0, toFrame - fromFrame));
  for (const { frame, samples } of blocks) {
    const skip = Math.max(0, fromFrame - frame);
    const count = Math.min(samples.length, toFrame - frame) - skip;
    if (count > 0) cut.set(samples.subarray(skip, skip + count), frame + skip - fromFrame);
  }
  return cut;
}
