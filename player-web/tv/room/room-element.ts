/* Elements of the page by their id. ES5. */

export function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/* Writes only what changed: old sets lay out the page anew at each write. */
export function write(id: string, value: string): void {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}
