/* For tests/web, which make proofs of their own: Node finds packages only from here. */
export { ed25519 } from '@noble/curves/ed25519.js';
export { sha256 } from '@noble/hashes/sha2.js';
