import type { Failure } from '../shared/api-client.ts';
import { failureText } from '../shared/failure-text.ts';
import { Notice } from './notice.tsx';

export { failureText, serverSentence } from '../shared/failure-text.ts';

export function FailureNotice({ failure }: { failure: Failure }) {
  return <Notice tone="bad">{failureText(failure)}</Notice>;
}
