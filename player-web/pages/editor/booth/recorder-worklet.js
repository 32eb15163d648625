/* Runs in the audio thread: hands the microphone's samples to the page in blocks, each with the frame of its
 * first sample, so that nothing is lost unseen. */
const BLOCK_SAMPLES = 2048;

class Recorder extends AudioWorkletProcessor {
  constructor() {
    super();
    this.begin();
  }

  begin() {
    this.block = new Float32Array(BLOCK_SAMPLES);
    this.n = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    if (this.n > 0 && currentFrame !== this.frame + this.n) this.begin();
    if (this.n === 0) this.frame = currentFrame;
    this.block.set(samples, this.n);
    this.n += samples.length;
    if (this.n >= BLOCK_SAMPLES) {
      this.port.postMessage({ frame: this.frame, samples: this.block }, [this.block.buffer]);
      this.begin();
    }
    return true;
  }
}

registerProcessor('booth-recorder', Recorder);
