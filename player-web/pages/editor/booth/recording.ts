/* One take while it runs: blocks of samples as they come, both clocks, and at the end what was said from the
 * paragraph's start on. */
import { dbOf, peakOf } from './level.ts';
import { atTakeRate, type Microphone } from './microphone.ts';
import { cutOut, hasStalled, startOf, type ClockPair, type SampleBlock } from './take-clock.ts';
import { toPcm } from './wav.ts';

export interface Recorded {
  pcm: Int16Array<ArrayBuffer>; // at 48 kHz, from the paragraph's start
  peakDb: number;
  hasStalled: boolean;
}

/* The last samples are on their way when somebody presses the key. */
const TAIL_WAIT_MS = 500;
const ASK_EVERY_MS = 10;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export class Recording {
  private readonly microphone: Microphone;
  private readonly blocks: SampleBlock[] = [];
  private readonly pairs: ClockPair[] = [];

  constructor(microphone: Microphone) {
    this.microphone = microphone;
  }

  take(block: SampleBlock): void {
    this.blocks.push(block);
  }

  /* Both clocks, read now; `pictureS` counts from the paragraph's start. */
  note(pictureS: number): void {
    this.pairs.push({ soundS: this.microphone.context.currentTime, pictureS });
  }

  /* Null: nothing was recorded, the picture never played. */
  async end(): Promise<Recorded | null> {
    const { context, delayS } = this.microphone;
    const rate = context.sampleRate;
    const endFrame = Math.round((context.currentTime + delayS) * rate);
    await this.tail(endFrame);
    const startS = startOf(this.pairs);
    if (startS === null) return null;
    const floats = cutOut(this.blocks, Math.round((startS + delayS) * rate), endFrame);
    if (floats.length === 0) return null;
    return {
      pcm: toPcm(await atTakeRate(floats, rate)),
      peakDb: dbOf(peakOf(floats)),
      hasStalled: hasStalled(this.pairs),
    };
  }

  private async tail(endFrame: number): Promise<void> {
    for (let waited = 0; waited < TAIL_WAIT_MS; waited += ASK_EVERY_MS) {
      const last = this.blocks[this.blocks.length - 1];
      if (last && last.frame + last.samples.length >= endFrame) return;
      await pause(ASK_EVERY_MS);
    }
  }
}
