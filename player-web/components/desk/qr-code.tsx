import './qr-code.css';

import { encode } from 'uqr';

/* Light modules left free around the code: ISO/IEC 18004 asks for four. */
const QUIET_MODULES = 4;

/* One path for all dark modules, run by run. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  const parts: string[] = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end++;
      parts.push(`M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`);
      x = end;
    }
  });
  return parts.join('');
}

/* Black on white in either theme: phones read nothing else reliably. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const code = encode(text, { ecc: 'M', border: QUIET_MODULES });
  return (
    <span class="qr-code" role="img" aria-label={label}>
      <svg viewBox={`0 0 ${code.size} ${code.size}`} aria-hidden="true" focusable="false">
        <rect class="qr-ground" width={code.size} height={code.size} />
        <path class="qr-modules" d={pathOf(code.data)} shape-rendering="crispEdges" />
      </svg>
    </span>
  );
}
