/* Bundles and receipts, checked without a server: what `tongping verify` does, in a page. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { unzipSync } from 'fflate';

import { fromBase64, isSigned, readCheckpoint, readProof, readReceipt, utf8, type Checkpoint, type Proof } from './note.ts';
import { isConsistent, isIncluded, leafHash, splitHashes } from './tree.ts';

const MEMBER_MAX_BYTES = 8 * 1024 * 1024;
const ENTRY_MAX_BYTES = 65536;

export type Problem = 'changed' | 'signature' | 'missing' | 'unreadable';
export type Known = 'none' | 'good' | 'bad' | 'incomparable';

export interface Verdict {
  index: number;
  text: string;
  problem: Problem | null;
}

export interface Result {
  checkpoint: Checkpoint;
  key: string;
  isSigned: boolean;
  verdicts: Verdict[]; // by index
  known: Known;
  milliseconds: number; // for one record, on average
  signatureMilliseconds: number; // once for all
}

type Files = ReadonlyMap<string, Uint8Array>;

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

/* NULL for bytes that are no UTF-8. */
function textOf(bytes: Uint8Array | undefined): string | null {
  try {
    return bytes ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) : null;
  } catch {
    return null;
  }
}

function compare(checkpoint: Checkpoint, knownText: string, consistency: string): Known {
  const pasted = `${knownText.trim()}\n`.replace(/\r/g, '');
  const known = readCheckpoint(pasted.includes('\n\n') ? pasted : `${pasted}\n`); // the signature may be cut off
  if (!known || known.head.size > checkpoint.head.size) return 'incomparable';
  if (known.head.size === checkpoint.head.size) return isConsistent(known.head, checkpoint.head, []) ? 'good' : 'bad';
  const line = consistency.split('\n').find((one) => one.startsWith(`${known.head.size} `));
  const hashes = line === undefined ? null : splitHashes(fromBase64(line.slice(line.indexOf(' ') + 1)) ?? new Uint8Array(1));
  if (!hashes) return 'incomparable';
  return isConsistent(known.head, checkpoint.head, hashes) ? 'good' : 'bad';
}

function judge(checkpoint: Checkpoint, proof: Proof, text: Uint8Array): Problem | null {
  return isIncluded(checkpoint.head, proof.index, leafHash(proof.salt, text), proof.hashes) ? null : 'changed';
}

/* ---- a receipt ---- */

function verifyReceipt(text: string, known: string): Result | null {
  const receipt = readReceipt(text);
  const checkpoint = receipt && readCheckpoint(receipt.checkpoint);
  if (!receipt || !checkpoint) return null;
  const begin = performance.now();
  const signed = isSigned(checkpoint, receipt.key);
  const middle = performance.now();
  const problem = signed ? judge(checkpoint, receipt, utf8(receipt.text)) : 'signature';
  return {
    checkpoint,
    key: receipt.key,
    isSigned: signed,
    verdicts: [{ index: receipt.index, text: receipt.text, problem }],
    known: known.trim() ? compare(checkpoint, known, '') : 'none',
    milliseconds: performance.now() - middle,
    signatureMilliseconds: middle - begin,
  };
}

/* ---- a bundle ---- */

function unpack(bytes: Uint8Array): Files | null {
  try {
    const isWanted = (name: string) => /^(?:records\/\d+\.(?:txt|proof)|checkpoint|keys|consistency)$/.test(name);
    const limit = (name: string) => (name.startsWith('records/') ? ENTRY_MAX_BYTES : MEMBER_MAX_BYTES);
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => isWanted(name) && originalSize <= limit(name),
    });
    return new Map(Object.entries(files));
  } catch {
    return null;
  }
}

function verifyEntry(files: Files, index: number, checkpointText: string, checkpoint: Checkpoint): Verdict {
  const bytes = files.get(`records/${index}.txt`);
  const proofText = textOf(files.get(`records/${index}.proof`));
  const [text, proof] = [textOf(bytes), proofText === null ? null : readProof(proofText)];
  const verdict = (problem: Problem | null): Verdict => ({ index, text: text ?? '', problem });
  if (!bytes || proofText === null) return verdict('missing');
  if (text === null || !proof) return verdict('unreadable');
  if (proof.index !== index || proof.checkpoint !== checkpointText) return verdict('changed');
  return verdict(judge(checkpoint, proof, bytes));
}

function keyOf(keys: string, origin: string): string {
  const [name, , key] = (keys.split('\n')[0] ?? '').split(/\+(?=[0-9a-f]{8}\+)|(?<=\+[0-9a-f]{8})\+/);
  return name === origin && key ? key : '';
}

function verifyBundle(bytes: Uint8Array, known: string): Result | null {
  const files = unpack(bytes);
  const [text, keys] = [textOf(files?.get('checkpoint')), textOf(files?.get('keys'))];
  const checkpoint = text === null ? null : readCheckpoint(text);
  if (!files || text === null || keys === null || !checkpoint) return null;
  const indexes = new Set([...files.keys()].filter((name) => name.startsWith('records/')).map((name) => parseInt(name.slice(8), 10)));
  const begin = performance.now();
  const key = keyOf(keys, checkpoint.origin);
  const signed = isSigned(checkpoint, key);
  const middle = performance.now();
  const verdicts = [...indexes].sort((a, b) => a - b).map((index) => {
    const verdict = verifyEntry(files, index, text, checkpoint);
    return signed ? verdict : { ...verdict, problem: verdict.problem ?? ('signature' as const) };
  });
  return {
    checkpoint,
    key,
    isSigned: signed,
    verdicts,
    known: known.trim() ? compare(checkpoint, known, textOf(files.get('consistency')) ?? '') : 'none',
    milliseconds: (performance.now() - middle) / Math.max(verdicts.length, 1),
    signatureMilliseconds: middle - begin,
  };
}

/* The first signature of a page costs a hundred times the next: its tables are made. */
export function warmUp(): void {
  const { secretKey, publicKey } = ed25519.keygen();
  const message = utf8('warm');
  for (let i = 0; i < 3; i++) ed25519.verify(ed25519.sign(message, secretKey), message, publicKey);
}

/* `known` is a checkpoint that somebody has kept, or "". NULL: it is no bundle and no receipt. */
export function verifyBytes(bytes: Uint8Array, known: string): Result | null {
  if (isZip(bytes)) return verifyBundle(bytes, known);
  const text = textOf(bytes);
  return text === null ? null : verifyReceipt(text, known);
}
