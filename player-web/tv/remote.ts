/* The remote control: arrow keys move the focus, Back closes what is open. Enter presses a focused
 * button by itself. Key codes, because `key` came with Chromium 51. */
import { DIRECTION_OF_KEY, nextInDirection, type Rectangle } from '../shared/focus-grid.ts';

/* Backspace (VIA boxes), Escape, webOS, Tizen. */
const BACK_KEYS: { [keyCode: number]: true | undefined } = { 8: true, 27: true, 461: true, 10009: true };

function visibleButtons(): HTMLElement[] {
  const found: HTMLElement[] = [];
  const all = document.querySelectorAll('button, a[href]');
  for (let i = 0; i < all.length; i++) {
    const element = all[i] as HTMLElement;
    if (element.offsetWidth > 0 && element.offsetHeight > 0 && isInFront(element)) found.push(element);
  }
  return found;
}

/* A menu over the picture keeps the focus to itself. */
function isInFront(element: HTMLElement): boolean {
  const layer = document.getElementById('watch');
  return !layer || layer.hidden || layer.contains(element);
}

function rectanglesOf(elements: HTMLElement[]): Rectangle[] {
  return elements.map(function (element) {
    return element.getBoundingClientRect();
  });
}

export function moveFocus(keyCode: number): boolean {
  const direction = DIRECTION_OF_KEY[keyCode];
  if (!direction) return false;
  const buttons = visibleButtons();
  const from = buttons.indexOf(document.activeElement as HTMLElement);
  const next = buttons[nextInDirection(rectanglesOf(buttons), from, direction)];
  if (next) next.focus();
  return true;
}

/* `onKey` comes first and may take a key for itself. */
export function listenToRemote(onBack: () => boolean, onKey: (keyCode: number) => boolean): void {
  document.addEventListener('keydown', function (event) {
    const handled =
      onKey(event.keyCode) || moveFocus(event.keyCode) || (BACK_KEYS[event.keyCode] === true && onBack());
    if (handled) event.preventDefault();
  });
  /* Many sets never show Back to a page but go back in its history. */
  window.addEventListener('popstate', function () {
    onBack();
  });
}
