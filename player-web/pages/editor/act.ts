/* A press that changes something: its failure is said in a sentence that stays. */
import { showToast } from '../../components/desk/toast.tsx';
import type { Result } from '../../shared/api-client.ts';
import { failureText } from '../../shared/failure-text.ts';

export async function act<T>(pending: Promise<Result<T>>): Promise<{ value: T } | null> {
  const result = await pending;
  if (result.ok) return { value: result.value };
  showToast(failureText(result.failure), { tone: 'bad', sticky: true });
  return null;
}
