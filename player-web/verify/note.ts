/* Texts of the ledger: C2SP checkpoints with Ed25519 signatures, tlog-proof, our receipts. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { equal, splitHashes, type Hash, type Head } from './tree.ts';

const ED25519 = 1; // signed-note
const KEY_ID_BYTES = 4;
const SIGNATURE = '\u2014 ';

const encoder = new TextEncoder();
export const utf8 = (text: string) => encoder.encode(text);

/* Only the one text that there is for the bytes. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function number(text: string | undefined): number | null {
  const value = text !== undefined && /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

export interface Checkpoint {
  origin: string;
  head: Head;
  body: string; // what is signed
  signatures: string[];
}

export function readCheckpoint(text: string): Checkpoint | null {
  const end = text.indexOf('\n\n');
  if (end < 0 || !text.endsWith('\n')) return null;
  const [origin, size, root] = text.slice(0, end).split('\n');
  const [count, hash] = [number(size), fromBase64(root ?? '')];
  if (!origin || count === null || hash?.length !== 32) return null;
  return {
    origin,
    head: { size: count, root: hash },
    body: text.slice(0, end + 1),
    signatures: text.slice(end + 2).split('\n').filter((line) => line.startsWith(SIGNATURE)),
  };
}

/* Whether the key, as receipts name it, has signed it under its origin. */
export function isSigned(checkpoint: Checkpoint, key: string): boolean {
  const bytes = fromBase64(key);
  if (bytes?.length !== 33 || bytes[0] !== ED25519) return false;
  const named = new Uint8Array([...utf8(`${checkpoint.origin}\n`), ...bytes]);
  const id = sha256(named).subarray(0, KEY_ID_BYTES);
  return checkpoint.signatures.some((line) => {
    const start = `${SIGNATURE}${checkpoint.origin} `;
    const signature = line.startsWith(start) ? fromBase64(line.slice(start.length)) : null;
    if (signature?.length !== KEY_ID_BYTES + 64 || !equal(signature.subarray(0, KEY_ID_BYTES), id)) return false;
    try {
      return ed25519.verify(signature.subarray(KEY_ID_BYTES), utf8(checkpoint.body), bytes.subarray(1));
    } catch {
      return false;
    }
  });
}

export interface Proof {
  index: number;
  salt: Uint8Array;
  hashes: Hash[];
  checkpoint: string;
}

export interface Receipt extends Proof {
  key: string;
  text: string;
}

function after(line: string | undefined, word: string): string | null {
  return line?.startsWith(word) ? line.slice(word.length) : null;
}

function proofOf(index: string | null, salt: string | null, hashes: Hash[] | null, checkpoint: string): Proof | null {
  const [place, bytes] = [number(index ?? undefined), fromBase64(salt ?? '?')];
  return place === null || bytes?.length !== 32 || !hashes ? null : { index: place, salt: bytes, hashes, checkpoint };
}

/* C2SP tlog-proof with the salt as "extra". */
export function readProof(text: string): Proof | null {
  const end = text.indexOf('\n\n');
  const [first, extra, index, ...rest] = text.slice(0, Math.max(end, 0)).split('\n');
  if (end < 0 || first !== 'c2sp.org/tlog-proof@v1') return null;
  const hashes = rest.map(fromBase64);
  if (!hashes.every((hash): hash is Uint8Array => hash?.length === 32)) return null;
  return proofOf(after(index, 'index '), after(extra, 'extra '), hashes, text.slice(end + 2));
}

export function readReceipt(text: string): Receipt | null {
  const end = text.indexOf('\n\n');
  const middle = text.indexOf('\n\n', end + 2);
  const [first, key, salt, index, proof, ...more] = text.slice(0, Math.max(end, 0)).split('\n');
  if (end < 0 || middle < 0 || first !== 'tongping-receipt 1' || more.length > 0) return null;
  const hashes = fromBase64(after(proof, 'proof ') ?? '?');
  const read = proofOf(after(index, 'index '), after(salt, 'salt '), hashes && splitHashes(hashes), text.slice(middle + 2));
  const name = after(key, 'key ');
  return read && name ? { ...read, key: name, text: text.slice(end + 2, middle + 1) } : null;
}
