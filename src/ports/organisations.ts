/** An organisation of the health service by its ODS code. `isActive` is false for one that was closed or merged. */
export interface Organisation {
  readonly odsCode: string;
  readonly name: string;
  readonly isActive: boolean;
}

/** What the Organisation Data Service says of a code. */
export type OrganisationReading =
  | { readonly kind: 'found'; readonly organisation: Organisation }
  | { readonly kind: 'none' | 'unavailable' };

/** Names of organisations; kept for a day, and longer while the service is away. Nothing rejects. */
export interface Organisations {
  read(odsCode: string): Promise<OrganisationReading>;
}
