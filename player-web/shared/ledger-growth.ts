/* The proof of RFC 9162 §2.1.4, computed by the device itself. Loaded when it is needed. */
import { fromBase64 } from '../verify/note.ts';
import { isConsistent, type Hash } from '../verify/tree.ts';
import type { ProveGrowth } from './ledger-memory.ts';

export const proveGrowth: ProveGrowth = (kept, seen, hashes, tell) => {
  const roots = [kept.root, seen.root].map(fromBase64);
  const proof = hashes.map(fromBase64);
  if (!roots[0] || !roots[1] || proof.some((hash) => hash?.length !== 32)) return tell(false);
  tell(isConsistent({ size: kept.size, root: roots[0] }, { size: seen.size, root: roots[1] }, proof as Hash[]));
};
