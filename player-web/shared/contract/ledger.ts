/* The ledger (存证) for everybody who remembers it: texts and hashes of C2SP, no JSON. */

export interface LedgerRoutes {
  // text/plain
  'GET /api/v1/ledger/checkpoint': { who: 'open'; body: null; answer: null };
  // application/octet-stream
  'GET /api/v1/ledger/tile/{level}/{a}': { who: 'open'; body: null; answer: null };
  'GET /api/v1/ledger/tile/{level}/{a}/{b}': { who: 'open'; body: null; answer: null };
  'GET /api/v1/ledger/tile/{level}/{a}/{b}/{c}': { who: 'open'; body: null; answer: null };
  // text/plain
  'GET /api/v1/ledger/entries/{index}/proof': { who: 'open'; body: null; answer: null };
  'POST /api/v1/ledger/cosignatures': { who: 'open'; body: null; answer: null };
}
