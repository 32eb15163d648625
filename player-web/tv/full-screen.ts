/* The whole picture for the page, also in engines that name it with their prefix. */

interface PrefixedDocument {
  webkitFullscreenElement?: Element | null;
  webkitExitFullscreen?(): void;
}

interface PrefixedElement {
  webkitRequestFullscreen?(): void;
}

const page = document as Document & PrefixedDocument;
const root = document.documentElement as HTMLElement & PrefixedElement;

export function canFill(): boolean {
  return !!(root.requestFullscreen || root.webkitRequestFullscreen);
}

export function isFilling(): boolean {
  return !!(page.fullscreenElement || page.webkitFullscreenElement);
}

/* Only from a key or a click: browsers refuse it else, silently here. */
export function toggleFull(): void {
  if (isFilling()) {
    if (page.exitFullscreen) page.exitFullscreen();
    else if (page.webkitExitFullscreen) page.webkitExitFullscreen();
  } else if (root.requestFullscreen) {
    root.requestFullscreen();
  } else if (root.webkitRequestFullscreen) {
    root.webkitRequestFullscreen();
  }
}
