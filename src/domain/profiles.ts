/** The security profiles: one row per kind of issuer. Adding a profile is adding a row. */
export interface SecurityProfile {
  /** Path of the issuer below the origin; empty for the default issuer. */
  readonly path: string;
  readonly clientAuthentication: { readonly method: 'private_key_jwt'; readonly algorithms: readonly string[] };
  readonly idTokenAlgorithm: string;
  readonly accessTokenAlgorithm: string;
  readonly codeLifeSeconds: number;
  readonly stateRequired: boolean;
  readonly nonceRequired: boolean;
}

/** The security profiles that an issuer can have; `path` is what follows the origin in its name. */
export const profiles = {
  'nhs-login': {
    path: '',
    clientAuthentication: { method: 'private_key_jwt', algorithms: ['RS512'] },
    idTokenAlgorithm: 'RS512',
    accessTokenAlgorithm: 'RS512',
    codeLifeSeconds: 600,
    stateRequired: true,
    nonceRequired: true,
  },
} as const satisfies Record<string, SecurityProfile>;

export type ProfileName = keyof typeof profiles;
