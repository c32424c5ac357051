import { Hono } from 'hono';
import { practices } from '../../cast.ts';
import type { Emulator } from '../dispatch.ts';

/** What the emulator is part of. */
export interface OdsOptions {
  readonly apiKey: string;
}

const fhir = { 'content-type': 'application/fhir+json' };

function outcome(status: number, diagnostics: string): Response {
  const issue = [{ severity: 'error', code: 'processing', diagnostics }];
  return Response.json({ resourceType: 'OperationOutcome', issue }, { status, headers: fhir });
}

/** The API platform's own words for a key that is not there, or not known. */
function fault(faultstring: string, errorcode: string): Response {
  return Response.json({ fault: { faultstring, detail: { errorcode } } }, { status: 401 });
}

/**
 * The Organisation Data Terminology API, as far as practices are asked for by code.
 * @see Organisation Data Terminology API (FHIR R4), NHS England
 */
export function createOdsEmulator({ apiKey }: OdsOptions): Emulator {
  const app = new Hono()
    .use(async (c, next) => {
      const key = c.req.header('apikey');
      if (key === undefined)
        return fault(
          'Failed to resolve API Key variable request.header.apikey',
          'steps.oauth.v2.FailedToResolveAPIKey',
        );
      if (key !== apiKey) return fault('Invalid ApiKey', 'oauth.v2.InvalidApiKey');
      return next();
    })
    .get('/organisation-data-terminology-api/fhir/Organization/:code', (c) => {
      const code = c.req.param('code');
      const practice = practices.find(({ odsCode }) => odsCode === code);
      if (practice === undefined) return outcome(404, `HAPI-2001: Resource Organization/${code} is not known`);
      return Response.json(
        {
          resourceType: 'Organization',
          id: code,
          meta: { versionId: '1' },
          identifier: [{ use: 'official', system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: code }],
          active: practice.isActive,
          name: practice.name.toUpperCase(),
        },
        { headers: fhir },
      );
    })
    .notFound(() => outcome(404, 'Unknown resource type'));
  return async (request) => app.fetch(request);
}
