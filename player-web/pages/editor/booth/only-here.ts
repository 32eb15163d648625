/* One tab at a time records a dub. The lock goes with the tab that has it, however that ends. */

export interface Hold {
  release: () => void;
}

/* Calls back when it is ours, at once or when the other tab has let go; `onTaken` when another one has it now.
 * Browsers without locks (Safari before 15.4) let every tab in. */
export function holdOnly(name: string, onTaken: () => void, onHeld: () => void): Hold {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) {
    onHeld();
    return { release: () => undefined };
  }
  let letGo: () => void = () => undefined;
  const until = new Promise<void>((done) => (letGo = done));
  const leave = new AbortController();
  const hold = () => {
    if (!leave.signal.aborted) onHeld();
    return until;
  };
  void locks
    .request(name, { ifAvailable: true }, (lock) => (lock ? hold().then(() => true) : false))
    .then((wasHeld) => {
      if (wasHeld || leave.signal.aborted) return undefined;
      onTaken();
      return locks.request(name, { signal: leave.signal }, hold);
    })
    .catch(() => undefined); // we left before it was ours
  return {
    release: () => {
      leave.abort();
      letGo();
    },
  };
}
