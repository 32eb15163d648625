/* Camera, microphone and loudspeaker of this device. */
import type { Leg } from './legs.ts';

type Kind = 'camera' | 'microphone';

/* What came with Promise is called without naming `then` of a type that ES5 lacks. */
interface Promised<T> {
  then(good: (value: T) => void, bad: (error: { name?: string }) => void): unknown;
}
function settle<T>(promise: Promised<T>, good: (value: T) => void, bad: (error: { name?: string }) => void): void {
  promise['then'](good, bad);
}

interface OldNavigator {
  mediaDevices?: {
    getUserMedia?: (wish: object) => Promised<MediaStream>;
    enumerateDevices?: () => Promised<MediaDeviceInfo[]>;
  };
  webkitGetUserMedia?: (wish: object, good: (stream: MediaStream) => void, bad: (error: { name?: string }) => void) => void;
}
interface OldWindow {
  AudioContext?: new () => AudioContext;
  webkitAudioContext?: new () => AudioContext;
  isSecureContext?: boolean;
}

const ALLOW_MS = 30000; // a person reads the browser's question
const SPEAK_MS = 6000;
const LOOK_EVERY_MS = 100;
/* Of full scale: a quiet voice; a microphone that is off stays below. */
const HEARD_PEAK = 0.02;

function wordsOf(kind: Kind): { bad: Leg; refused: Leg; missing: Leg } {
  if (kind === 'camera') {
    return {
      bad: { state: 'bad', words: 'line.camera_bad' },
      refused: { state: 'bad', words: 'line.camera_refused' },
      missing: { state: 'none', words: 'line.camera_missing' },
    };
  }
  return {
    bad: { state: 'bad', words: 'line.microphone_bad' },
    refused: { state: 'bad', words: 'line.microphone_refused' },
    missing: { state: 'none', words: 'line.microphone_missing' },
  };
}

function failureOf(kind: Kind, name: string): Leg {
  const words = wordsOf(kind);
  if (/NotAllowed|Security|PermissionDenied/.test(name)) return words.refused;
  return /NotFound|DevicesNotFound/.test(name) ? words.missing : words.bad;
}

function open(kind: Kind, done: (stream: MediaStream | null, leg: Leg) => void): void {
  const known = navigator as unknown as OldNavigator;
  const words = wordsOf(kind);
  const wish = kind === 'camera' ? { video: true } : { audio: true };
  let isDone = false;
  const timer = window.setTimeout(function () {
    finish(null, words.refused);
  }, ALLOW_MS);
  function finish(stream: MediaStream | null, leg: Leg): void {
    if (isDone) {
      if (stream) stop(stream); // allowed after all, too late
      return;
    }
    isDone = true;
    window.clearTimeout(timer);
    done(stream, leg);
  }
  function good(stream: MediaStream): void {
    finish(stream, words.bad);
  }
  function bad(error: { name?: string }): void {
    finish(null, failureOf(kind, (error && error.name) || ''));
  }
  const devices = known.mediaDevices;
  if (devices && devices.getUserMedia) settle(devices.getUserMedia(wish), good, bad);
  else if (known.webkitGetUserMedia) known.webkitGetUserMedia(wish, good, bad);
  else if ((window as unknown as OldWindow).isSecureContext === false) finish(null, { state: 'bad', words: 'line.insecure' });
  else finish(null, words.missing);
}

function stop(stream: MediaStream): void {
  stream.getTracks().forEach(function (track) {
    track.stop();
  });
}

/* Nobody is asked for what is not there. */
function tryDevice(kind: Kind, use: (stream: MediaStream, done: (leg: Leg) => void) => void, done: (leg: Leg) => void): void {
  const devices = (navigator as unknown as OldNavigator).mediaDevices;
  const wanted = kind === 'camera' ? 'videoinput' : 'audioinput';
  function go(): void {
    open(kind, function (stream, leg) {
      if (!stream) return done(leg);
      use(stream, function (result) {
        stop(stream);
        done(result);
      });
    });
  }
  if (!devices || !devices.enumerateDevices) return go();
  settle(
    devices.enumerateDevices(),
    function (all) {
      const isThere = all.some(function (device) {
        return device.kind === wanted;
      });
      if (isThere) go();
      else done(wordsOf(kind).missing);
    },
    go,
  );
}

export function tryCamera(done: (leg: Leg) => void): void {
  tryDevice(
    'camera',
    function (stream, result) {
      const track = stream.getVideoTracks()[0];
      const isLive = !!track && track.readyState !== 'ended' && !track.muted;
      result(isLive ? { state: 'good', words: 'line.camera_good' } : wordsOf('camera').bad);
    },
    done,
  );
}

function soundMaker(): (new () => AudioContext) | undefined {
  const known = window as unknown as OldWindow;
  return known.AudioContext || known.webkitAudioContext;
}

/* Some browsers start it only after a press, and say so by a promise. */
function wake(context: AudioContext): void {
  if (context.state === 'suspended' && context.resume) void context.resume();
}

function peakOf(samples: Uint8Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i]! - 128) / 128);
  return peak;
}

/* Until something is heard. Without a way to measure, a track that is there is enough. */
function hear(stream: MediaStream, done: (leg: Leg) => void): void {
  const Sound = soundMaker();
  const good: Leg = { state: 'good', words: 'line.microphone_good' };
  if (!Sound) return done(good);
  const context = new Sound();
  const analyser = context.createAnalyser();
  const samples = new Uint8Array(analyser.fftSize);
  let leftMs = SPEAK_MS;
  context.createMediaStreamSource(stream).connect(analyser);
  wake(context);
  const timer = window.setInterval(function () {
    analyser.getByteTimeDomainData(samples);
    leftMs -= LOOK_EVERY_MS;
    const isHeard = peakOf(samples) >= HEARD_PEAK;
    if (!isHeard && leftMs > 0) return;
    window.clearInterval(timer);
    void context.close();
    done(isHeard ? good : wordsOf('microphone').bad);
  }, LOOK_EVERY_MS);
}

export function tryMicrophone(onOpen: () => void, done: (leg: Leg) => void): void {
  tryDevice(
    'microphone',
    function (stream, result) {
      onOpen();
      hear(stream, result);
    },
    done,
  );
}

const TONES_HZ = [660, 880];
const TONE_S = 0.5;

/* Two tones, the second higher; false: there is no way to play them. */
export function playTones(done: () => void): boolean {
  const Sound = soundMaker();
  if (!Sound) return false;
  const context = new Sound();
  const volume = context.createGain();
  volume.gain.value = 0.25;
  volume.connect(context.destination);
  TONES_HZ.forEach(function (pitch, i) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(context.currentTime + i * TONE_S);
    tone.stop(context.currentTime + (i + 0.8) * TONE_S);
  });
  wake(context);
  window.setTimeout(function () {
    void context.close();
    done();
  }, TONES_HZ.length * TONE_S * 1000);
  return true;
}
