/* The person's own camera and microphone: which there are, what is on, why something is not. */
import { signal } from '@preact/signals';

import { dbOf, peakOf, shareOf } from '../editor/booth/level.ts';

export type DeviceKind = 'camera' | 'microphone';
export type DeviceProblem = 'insecure' | 'old' | 'refused' | 'none' | 'busy';

interface Device {
  track: MediaStreamTrack | null; // null: off
  problem: DeviceProblem | null; // of the last try
  isBusy: boolean; // the browser is asking
  choices: readonly MediaDeviceInfo[];
  chosen: string; // deviceId; empty: the browser's own choice
}

const OFF: Device = { track: null, problem: null, isBusy: false, choices: [], chosen: '' };

export const camera = signal<Device>(OFF);
export const microphone = signal<Device>(OFF);
/* Of the microphone, 0 to 100. */
export const level = signal(0);

const DEVICES = { camera, microphone } as const;
const CAMERA: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const LEVEL_EVERY_MS = 100;

const PROBLEMS: Readonly<Record<string, DeviceProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

function change(kind: DeviceKind, more: Partial<Device>): void {
  const device = DEVICES[kind];
  device.value = { ...device.value, ...more };
}

function constraintsFor(kind: DeviceKind): MediaStreamConstraints {
  const { chosen } = DEVICES[kind].value;
  const which = chosen === '' ? {} : { deviceId: { ideal: chosen } };
  return kind === 'camera' ? { video: { ...CAMERA, ...which } } : { audio: { ...MICROPHONE, ...which } };
}

function whyNot(): DeviceProblem | null {
  if (!window.isSecureContext) return 'insecure';
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return typeof devices?.getUserMedia === 'function' ? null : 'old';
}

/* False: there is a problem, which stands at the device. */
export async function switchOn(kind: DeviceKind): Promise<boolean> {
  const problem = whyNot();
  if (problem) {
    change(kind, { problem });
    return false;
  }
  change(kind, { isBusy: true, problem: null });
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraintsFor(kind));
    take(kind, stream.getTracks()[0] ?? null);
    await lookAround();
    return DEVICES[kind].value.track !== null;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    change(kind, { isBusy: false, problem: PROBLEMS[name] ?? 'busy' });
    return false;
  }
}

function take(kind: DeviceKind, track: MediaStreamTrack | null): void {
  DEVICES[kind].value.track?.stop();
  change(kind, { track, isBusy: false });
  if (track) track.onended = () => change(kind, { track: null, problem: 'busy' });
  if (kind === 'microphone') measure(track);
}

export function switchOff(kind: DeviceKind): void {
  const { track } = DEVICES[kind].value;
  if (track) track.onended = null;
  take(kind, null);
}

export function switchAllOff(): void {
  switchOff('camera');
  switchOff('microphone');
}

export async function choose(kind: DeviceKind, id: string): Promise<void> {
  change(kind, { chosen: id });
  if (DEVICES[kind].value.track) await switchOn(kind);
}

/* Devices have names only after the browser was allowed to use one. */
async function lookAround(): Promise<void> {
  const all = await navigator.mediaDevices.enumerateDevices();
  change('camera', { choices: all.filter(({ kind }) => kind === 'videoinput') });
  change('microphone', { choices: all.filter(({ kind }) => kind === 'audioinput') });
}

let meter: { context: AudioContext; timer: number } | null = null;

function measure(track: MediaStreamTrack | null): void {
  if (meter) {
    clearInterval(meter.timer);
    void meter.context.close();
    meter = null;
  }
  level.value = 0;
  if (!track) return;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    level.value = shareOf(dbOf(peakOf(samples)));
  }, LEVEL_EVERY_MS);
  meter = { context, timer };
}

const TONES_HZ = [660, 880] as const;
const TONE_S = 0.45;

/* Two tones, the second higher; settles when they have sounded. */
export async function playTones(): Promise<void> {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0.25;
  volume.connect(context.destination);
  TONES_HZ.forEach((pitch, i) => {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(context.currentTime + i * TONE_S);
    tone.stop(context.currentTime + (i + 0.8) * TONE_S);
  });
  await context.resume();
  await new Promise((done) => setTimeout(done, TONES_HZ.length * TONE_S * 1000));
  await context.close();
}
