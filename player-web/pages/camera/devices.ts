/* This telephone's own camera, front or back, and its microphone, which begins off. */
import { signal } from '@preact/signals';

import type { CameraDevice } from '../../shared/contract/rooms.ts';

export type Problem = 'insecure' | 'old' | 'refused' | 'none' | 'busy';

interface Device {
  track: MediaStreamTrack | null; // null: off
  problem: Problem | null; // of the last try
  isBusy: boolean; // the browser is asking
}

const OFF: Device = { track: null, problem: null, isBusy: false };
export const camera = signal<Device>(OFF);
export const microphone = signal<Device>(OFF);
export const isFront = signal(false);
export const hasTwo = signal(false); // cameras
/* Locked, in the pocket, or behind another page: browsers stop the picture then, each in its own way. */
export const isHidden = signal(document.hidden);

const DEVICES = { camera, microphone } as const;
const PROBLEMS: Readonly<Record<string, Problem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

function wish(kind: CameraDevice): MediaStreamConstraints {
  if (kind === 'microphone') return { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
  return {
    video: {
      facingMode: { ideal: isFront.value ? 'user' : 'environment' },
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 25, max: 30 },
    },
  };
}

function whyNot(): Problem | null {
  if (!window.isSecureContext) return 'insecure';
  const all: MediaDevices | undefined = navigator.mediaDevices;
  return typeof all?.getUserMedia === 'function' && 'RTCPeerConnection' in window ? null : 'old';
}

function put(kind: CameraDevice, track: MediaStreamTrack | null, problem: Problem | null): void {
  const before = DEVICES[kind].value.track;
  if (before && before !== track) {
    before.onended = null;
    before.stop();
  }
  if (track) track.onended = () => put(kind, null, 'busy'); // taken away by the telephone
  DEVICES[kind].value = { track, problem, isBusy: false };
}

/* False: there is a problem, which stands at the device. */
export async function open(kind: CameraDevice): Promise<boolean> {
  const device = DEVICES[kind];
  const problem = whyNot();
  if (problem) {
    put(kind, null, problem);
    return false;
  }
  device.value = { ...device.value, isBusy: true, problem: null };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(wish(kind));
    put(kind, stream.getTracks()[0] ?? null, null);
    if (kind === 'camera') await count();
    return true;
  } catch (error) {
    put(kind, null, PROBLEMS[error instanceof Error ? error.name : ''] ?? 'busy');
    return false;
  }
}

async function count(): Promise<void> {
  const all = await navigator.mediaDevices.enumerateDevices();
  hasTwo.value = all.filter(({ kind }) => kind === 'videoinput').length > 1;
}

export function shut(kind: CameraDevice): void {
  if (DEVICES[kind].value.track) put(kind, null, null);
}

export function closeAll(): void {
  shut('camera');
  shut('microphone');
}

document.addEventListener('visibilitychange', () => {
  isHidden.value = document.hidden;
  if (document.hidden) shut('microphone');
});

/* Many telephones open one camera at a time. */
export async function turn(): Promise<void> {
  isFront.value = !isFront.value;
  shut('camera');
  await open('camera');
}
