/* Full screen of the stage; on iPhones only the <video> itself can fill the screen. */

interface OwnVideo {
  webkitEnterFullscreen?(): void;
}

export function isFull(): boolean {
  return document.fullscreenElement !== null;
}

export function toggleFull(stage: HTMLElement, video: HTMLVideoElement): void {
  const own = video as HTMLVideoElement & OwnVideo;
  if (isFull()) void document.exitFullscreen();
  else if (stage.requestFullscreen) void stage.requestFullscreen().catch(() => undefined);
  else own.webkitEnterFullscreen?.();
}
