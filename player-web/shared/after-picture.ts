/* A page that begins with a picture shows that first; what can wait is asked for afterwards. */

const PATIENCE_MS = 3000;

let waiting: (() => void)[] | null = null; // null: nothing is to wait for

/* A first picture is on its way: `tellPicture` says that it is there, or that none will come. */
export function expectPicture(): void {
  waiting = [];
  setTimeout(tellPicture, PATIENCE_MS);
}

export function tellPicture(): void {
  const runs = waiting ?? [];
  waiting = null;
  for (const run of runs) run();
}

/* At once when no picture is waited for. */
export function afterPicture(run: () => void): void {
  if (waiting) waiting.push(run);
  else run();
}
