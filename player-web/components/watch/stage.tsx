import type { ComponentChildren } from 'preact';

import { Elsewhere } from './elsewhere.tsx';
import type { StageLink } from './use-stage.ts';

interface StageProps {
  link: StageLink;
  label: string;
  words: ComponentChildren; // over the picture's middle
  cues?: ComponentChildren; // over the picture, where the controls leave room
  bar: ComponentChildren;
}

/* The picture with what lies over it. */
export function Stage({ link, label, words, cues, bar }: StageProps) {
  const { state } = link;
  return (
    <div
      class={`stage${link.isQuiet ? ' stage-quiet' : ''}${link.isFull ? ' stage-full' : ''}`}
      ref={link.stage}
      data-phase={state.phase}
      data-mode={state.mode}
    >
      <video
        ref={link.video}
        class="stage-video"
        aria-label={label}
        playsInline
        {...{ 'webkit-playsinline': '', 'x5-playsinline': '', 'x5-video-player-type': 'h5-page' }}
        preload="auto"
        onClick={() => link.player?.toggle()}
      />
      {words}
      {state.isElsewhere && state.phase !== 'ended' && <Elsewhere onHere={() => link.player?.goOnHere()} />}
      <div class="stage-over">
        <div class="stage-cues">{cues}</div>
        {bar}
      </div>
    </div>
  );
}
