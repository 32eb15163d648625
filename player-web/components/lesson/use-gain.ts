/* All sounds of lessons equally loud (EBU R 128): quieter by the volume of the <video>, louder by a gain node, for
 * which the browser must allow an audio context; where it does not, a quiet sound stays quiet. */
import { useEffect } from 'preact/hooks';

import type { StageLink } from '../watch/use-stage.ts';

/* More than a dub may need; more would only lift noise. */
const BOOST_MAX = 2;
/* Less is not heard. */
const BOOST_MIN = 1.06;

const boosts = new WeakMap<HTMLVideoElement, GainNode>();

export function factorOf(gainCenti: number): number {
  return Math.pow(10, gainCenti / 2000);
}

async function boost(video: HTMLVideoElement, factor: number): Promise<void> {
  const known = boosts.get(video);
  if (known) {
    known.gain.value = factor;
    return;
  }
  /* A playlist of the browser's own player falls silent behind a node. */
  if (factor < BOOST_MIN || typeof AudioContext === 'undefined' || !video.src.startsWith('blob:')) return;
  const context = new AudioContext();
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
  if (context.state !== 'running' || boosts.has(video)) return void context.close();
  const node = context.createGain();
  node.gain.value = factor;
  context.createMediaElementSource(video).connect(node).connect(context.destination);
  boosts.set(video, node);
}

export function useGain({ player, state, video }: StageLink, gainCenti: number): void {
  const isPlaying = state.phase === 'playing';
  useEffect(() => {
    if (!player || !isPlaying || !video.current) return;
    const factor = factorOf(gainCenti);
    player.setGain(Math.min(1, factor));
    void boost(video.current, Math.min(BOOST_MAX, Math.max(1, factor))).catch(() => undefined);
  }, [player, isPlaying, gainCenti]);
}
