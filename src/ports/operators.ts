import type { ClientId, EpochSeconds } from '../domain/brands';
import type { Ports } from '../ports';

/** The one who runs the deployment, known by a key in its configuration. */
export interface Operators {
  /** Takes note of the id of an operator's token, once. */
  admit(token: { readonly jti: string; readonly exp: EpochSeconds }): Promise<'fresh' | 'replayed'>;
}

export interface ServiceIds {
  /** A fresh client id: 128 random bits, base64url. */
  newId(): ClientId;
}

/** What the operator's flows may ask of the world. */
export interface OperatorPorts extends Ports {
  readonly operators: Operators;
  readonly serviceIds: ServiceIds;
}
