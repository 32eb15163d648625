/* The ledger (存证) for everybody who remembers it: texts and hashes of C2SP, no JSON. */

export interface LedgerWitness {
  contained: boolean; // false: the server has not all that it has signed
}

export interface LedgerRoutes {
  // text/plain
  'GET /api/v1/ledger/checkpoint': { who: 'open'; body: null; answer: null };
  // application/octet-stream
  'GET /api/v1/ledger/tile/{level}/{a}': { who: 'open'; body: null; answer: null };
  'GET /api/v1/ledger/tile/{level}/{a}/{b}': { who: 'open'; body: null; answer: null };
  'GET /api/v1/ledger/tile/{level}/{a}/{b}/{c}': { who: 'open'; body: null; answer: null };
  // text/plain
  'GET /api/v1/ledger/entries/{index}/proof': { who: 'open'; body: null; answer: null };
  // ?from=SIZE; "old SIZE", hashes, an empty line, the newest checkpoint
  'GET /api/v1/ledger/consistency': { who: 'open'; body: null; answer: null };
  'GET /api/v1/ledger/keys': { who: 'open'; body: null; answer: null };
  // the body is a checkpoint
  'POST /api/v1/ledger/witness': { who: 'open'; body: null; answer: LedgerWitness };
  'POST /api/v1/ledger/cosignatures': { who: 'open'; body: null; answer: null };
}
