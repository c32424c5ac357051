/** A reason why the local world cannot run that a person can act on: printed as one line, without a stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/** What went wrong, in one line, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return (text.split('\n', 1)[0] ?? text).replace(/:\s*$/, '');
}
