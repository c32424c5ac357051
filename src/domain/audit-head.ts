import type { ChainHead } from './audit-chain';
import type { EpochSeconds } from './brands';

/** The last link of a chain at one moment, signed: what the chain must contain for ever after. */
export interface SignedHead extends ChainHead {
  readonly at: EpochSeconds;
  /** `<version of the audit key>.<Ed25519 signature over headText, base64url>` */
  readonly signature: string;
}

/** What is signed. A JSON array, so that no member can run into the next. */
export const headText = ({ chain, seq, hash, at }: Omit<SignedHead, 'signature'>): string =>
  JSON.stringify(['audit-head', chain, seq, hash, at]);
