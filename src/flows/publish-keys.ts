import type { Ports } from '../ports';
import { jwksDocument, type PublishedKey } from '../protocol/jwks';

interface KeysDocument {
  readonly keys: readonly PublishedKey[];
}

/** The last document of this isolate, and the keys it tells: their names are their thumbprints. */
let last: { readonly kids: string; readonly document: KeysDocument } | undefined;

/** The keys that services verify our tokens with; the same document until they change. @see RFC 7517 §5 */
export async function publishKeys(ports: Pick<Ports, 'keys'>): Promise<KeysDocument> {
  const keys = await ports.keys.published('nhs-login');
  const kids = keys.map(({ kid }) => kid).join();
  if (last?.kids !== kids) last = { kids, document: jwksDocument(keys) };
  return last.document;
}
