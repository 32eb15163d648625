/* The microphone as a stream of blocks of samples, at 48 kHz where the browser can, else at its own rate. Why there
 * is none is a word that the page has a sentence for. */
import { SAMPLE_RATE } from './wav.ts';
import type { SampleBlock } from './take-clock.ts';

export type MicrophoneProblem = 'insecure' | 'old' | 'refused' | 'none' | 'busy' | 'lost';

export interface Microphone {
  context: AudioContext;
  delayS: number; // how long ago a sample was heard when it arrives
  close: () => void;
}

export interface MicrophoneEvents {
  onBlock: (block: SampleBlock) => void;
  onLost: () => void;
}

/* Voices as they are: what a browser does for telephone calls cuts beginnings off. */
const WISHES: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

const PROBLEMS: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');

/* Firefox connects a microphone only to a context of the microphone's own rate. */
function contextFor(stream: MediaStream): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const wished = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  try {
    return { context: wished, source: wished.createMediaStreamSource(stream) };
  } catch {
    void wished.close();
    const own = new AudioContext({ latencyHint: 'interactive' });
    return { context: own, source: own.createMediaStreamSource(stream) };
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function connect(stream: MediaStream, events: MicrophoneEvents): Promise<Microphone> {
  const { context, source } = contextFor(stream);
  await context.audioWorklet.addModule(new URL('./recorder-worklet.js', import.meta.url).href);
  const recorder = new AudioWorkletNode(context, 'booth-recorder', {
    numberOfInputs: 1, numberOfOutputs: 1, channelCount: 1, channelCountMode: 'explicit',
  });
  recorder.port.onmessage = ({ data }: MessageEvent<SampleBlock>) => events.onBlock(data);
  source.connect(recorder).connect(context.destination); // it only runs when it leads somewhere; it is silent
  const [track] = stream.getAudioTracks();
  track?.addEventListener('ended', events.onLost);
  await context.resume();
  const settings: MediaTrackSettings & { latency?: number } = track?.getSettings() ?? {};
  return {
    context,
    delayS: settings.latency ?? 0,
    close: () => {
      track?.removeEventListener('ended', events.onLost);
      stop(stream);
      void context.close();
    },
  };
}

export async function openMicrophone(events: MicrophoneEvents): Promise<Microphone | MicrophoneProblem> {
  if (!window.isSecureContext) return 'insecure';
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (typeof devices?.getUserMedia !== 'function' || typeof AudioWorkletNode !== 'function') return 'old';
  let stream: MediaStream | null = null;
  try {
    stream = await devices.getUserMedia({ audio: WISHES });
    return await connect(stream, events);
  } catch (error) {
    if (stream) stop(stream);
    return PROBLEMS[nameOf(error)] ?? 'busy';
  }
}

/* Samples at the rate of takes. */
export async function atTakeRate(samples: Float32Array<ArrayBuffer>, rate: number): Promise<Float32Array> {
  if (rate === SAMPLE_RATE || samples.length === 0) return samples;
  const length = Math.round((samples.length * SAMPLE_RATE) / rate);
  const offline = new OfflineAudioContext(1, length, SAMPLE_RATE);
  const buffer = offline.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const source = offline.createBufferSource();
  source.buffer = buffer;
  source.connect(offline.destination);
  source.start();
  return (await offline.startRendering()).getChannelData(0);
}
