/* The Merkle tree of RFC 9162 §2.1 with SHA-256: what a reader of proofs needs. */
import { sha256 } from '@noble/hashes/sha2.js';

export type Hash = Uint8Array;

const HASH_BYTES = 32;

export interface Head {
  size: number;
  root: Hash;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/* SHA-256(0x00 ‖ salt ‖ text) */
export function leafHash(salt: Uint8Array, text: Uint8Array): Hash {
  return sha256(joined([new Uint8Array([0]), salt, text]));
}

function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(joined([new Uint8Array([1]), left, right]));
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function splitHashes(bytes: Uint8Array): Hash[] | null {
  if (bytes.length % HASH_BYTES !== 0) return null;
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

const half = (n: number) => Math.floor(n / 2);

/* §2.1.3.2 */
export function isIncluded(head: Head, index: number, leaf: Hash, proof: readonly Hash[]): boolean {
  if (index >= head.size) return false;
  let [fn, sn] = [index, head.size - 1];
  let hash = leaf;
  for (const other of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(other, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = nodeHash(hash, other);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(hash, head.root);
}

/* §2.1.4.2 */
export function isConsistent(old: Head, head: Head, proof: readonly Hash[]): boolean {
  if (old.size > head.size) return false;
  if (old.size === head.size) return proof.length === 0 && equal(old.root, head.root);
  if (old.size === 0) return proof.length === 0;
  const isPower = Number.isInteger(Math.log2(old.size));
  const path = isPower ? [old.root, ...proof] : [...proof];
  let [fn, sn] = [old.size - 1, head.size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  const first = path.shift();
  if (!first) return false;
  let [oldHash, hash] = [first, first];
  for (const other of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = nodeHash(other, oldHash);
      hash = nodeHash(other, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = nodeHash(hash, other);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(oldHash, old.root) && equal(hash, head.root);
}
