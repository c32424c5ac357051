/** The refusals of the PDS FHIR API: status, FHIR issue type, severity and the words for people. */
const refusals = {
  TOO_MANY_MATCHES: [200, 'multiple-matches', 'information', 'Too Many Matches'],
  INVALID_RESOURCE_ID: [400, 'value', 'error', 'Resource Id is invalid'],
  UNSUPPORTED_SERVICE: [400, 'processing', 'error', 'Unsupported Service'],
  MISSING_VALUE: [400, 'required', 'error', 'Required value is missing'],
  INVALID_VALUE: [400, 'value', 'error', 'Provided value is invalid'],
  INVALID_SEARCH_DATA: [400, 'value', 'error', 'Search data is invalid'],
  ADDITIONAL_PROPERTIES: [400, 'invariant', 'error', 'Additional properties in request'],
  INVALID_UPDATE: [400, 'structure', 'error', 'Update is invalid'],
  ACCESS_DENIED: [401, 'forbidden', 'error', 'Access Denied - Unauthorised'],
  INVALID_METHOD: [403, 'forbidden', 'error', 'Cannot update resource with application-restricted access token'],
  TOO_MANY_RESULTS: [
    403,
    'forbidden',
    'error',
    'Cannot retrieve more than one result with application-restricted access token',
  ],
  FORBIDDEN_UPDATE: [403, 'forbidden', 'information', 'Forbidden update'],
  RESOURCE_NOT_FOUND: [404, 'not-found', 'information', 'Resource not found'],
  INVALIDATED_RESOURCE: [
    404,
    'processing',
    'error',
    'Resource that has been marked as invalid was requested - invalid resources cannot be retrieved',
  ],
  UNABLE_TO_CALL_SERVICE: [408, 'timeout', 'error', 'Unable to call service'],
  RESOURCE_VERSION_MISMATCH: [409, 'conflict', 'error', 'Resource version mismatch'],
  PRECONDITION_FAILED: [412, 'structure', 'error', 'Required condition was not fulfilled'],
  TOO_MANY_REQUESTS: [429, 'value', 'error', 'Too many requests'],
  UNKNOWN_ERROR: [500, 'unknown', 'error', 'Unknown error'],
  SERVICE_UNAVAILABLE: [503, 'timeout', 'error', 'Service unavailable'],
} as const;

export type PdsRefusalCode = keyof typeof refusals;

/** Of what two refusals share the code: it is the status that differs. */
const wireCodes: Partial<Record<PdsRefusalCode, string>> = { TOO_MANY_RESULTS: 'INVALID_VALUE' };

/** A refusal as the API puts it. */
export class PdsRefusal extends Error {
  override readonly name = 'PdsRefusal';
  readonly code: PdsRefusalCode;
  readonly diagnostics: string | undefined;

  constructor(code: PdsRefusalCode, diagnostics?: string) {
    super(code);
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/**
 * The refusal on the wire: an OperationOutcome.
 * @see PDS FHIR API, "Error handling"
 */
export function outcomeAnswer({ code, diagnostics }: PdsRefusal): Response {
  const [status, issueCode, severity, display] = refusals[code];
  const coding = {
    system: 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode',
    version: '1',
    code: wireCodes[code] ?? code,
    display,
  };
  const issue = {
    severity,
    code: issueCode,
    details: { coding: [coding] },
    ...(diagnostics !== undefined && { diagnostics }),
  };
  return Response.json(
    { resourceType: 'OperationOutcome', issue: [issue] },
    {
      status,
      headers: {
        'content-type': 'application/fhir+json',
        ...(code === 'SERVICE_UNAVAILABLE' && { 'retry-after': '5' }),
      },
    },
  );
}
