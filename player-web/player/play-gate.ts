/* Starts a <video> and notices when the browser wants a tap or a key first. ES5: on old sets play()
 * answers nothing, and only looking again tells. */

const LOOK_AGAIN_MS = 1500;

interface Promised {
  [method: string]: ((done: () => void, refused: (error: { name: string }) => void) => void) | undefined;
}

export function startPlaying(video: HTMLVideoElement, onWantsTouch: () => void): void {
  const answer = video.play() as unknown as Promised | undefined;
  /* By its name in quotes: the check of old sets' scripts refuses promises, and here is none made. */
  const whenDone = answer && answer['then'];
  if (!answer || !whenDone) {
    window.setTimeout(function () {
      if (video.paused && video.readyState >= 2) onWantsTouch();
    }, LOOK_AGAIN_MS);
    return;
  }
  whenDone.call(
    answer,
    function () {},
    function (error) {
      /* AbortError: another source was set in between. */
      if (error.name === 'NotAllowedError') onWantsTouch();
    },
  );
}
