import { Hono } from 'hono';
import { hasRightCheckDigit } from '../../../src/domain/check-digit.ts';
import type { WorldClock } from '../../clock.ts';
import { people } from '../../people.ts';
import type { RecordChanges } from '../../record-changes.ts';
import type { Emulator } from '../dispatch.ts';
import { patientResource } from './fhir.ts';
import { outcomeAnswer, PdsRefusal, type PdsRefusalCode } from './outcome.ts';
import { createRegister, type Register } from './records.ts';
import { findRecords } from './search.ts';
import { createTokenEndpoint, type RegisteredApp, type TokenEndpoint } from './token-endpoint.ts';

/** What the emulator is part of. */
export interface PdsOptions {
  readonly clock: WorldClock;
  readonly app: RegisteredApp;
  /** The address under which the emulator is reached. */
  readonly baseUrl: string;
  /** What was changed in people's records since the world began. */
  readonly changes?: Pick<RecordChanges, 'of'>;
  /** Requests in a second, by the machine's time; unlimited if not said. */
  readonly perSecond?: number;
  /** Refusals to the next requests for patients, whatever they ask; each is given once. */
  readonly troubles?: (PdsRefusalCode | ((answer: Response) => Response | Promise<Response>))[];
}

export const fhirPath = '/personal-demographics/FHIR/R4';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const denied = (diagnostics: string): PdsRefusal => new PdsRefusal('ACCESS_DENIED', diagnostics);

/** Ensure that the caller holds a token of ours. @throws PdsRefusal 401 ACCESS_DENIED */
function checkToken(header: string | undefined, tokens: TokenEndpoint): void {
  if (header === undefined) throw denied('Missing Authorization header');
  if (header.trim() === '') throw denied('Empty Authorization header');
  const [type = '', token, ...rest] = header.split(' ');
  if (rest.length > 0) throw denied('Invalid Authorization header');
  if (type !== 'Bearer') throw denied(`Invalid token type '${type}', must be 'Bearer'`);
  if (token === undefined || token === '') throw denied('Missing access token');
  if (!tokens.isGood(token)) throw denied('Invalid Access Token');
}

/** @throws PdsRefusal 400 */
function checkRequestId(id: string | undefined): void {
  if (id === undefined)
    throw new PdsRefusal(
      'MISSING_VALUE',
      'Invalid request with error - X-Request-ID header must be supplied to access this resource',
    );
  if (!uuid.test(id)) throw new PdsRefusal('INVALID_VALUE', `Invalid value - '${id}' in header 'X-Request-ID'`);
}

/** Counts requests by the second. @throws PdsRefusal 429 */
function createSpikeArrest(perSecond: number | undefined): () => void {
  let taken: number[] = [];
  return () => {
    const now = Date.now();
    taken = taken.filter((at) => at > now - 1000);
    if (perSecond !== undefined && taken.length >= perSecond)
      throw new PdsRefusal('TOO_MANY_REQUESTS', "You have exceeded your application's spike arrest limit");
    taken.push(now);
  };
}

function readPatient(id: string, register: Register): Response {
  if (!/^\d{10}$/.test(id) || !hasRightCheckDigit(id))
    throw new PdsRefusal('INVALID_RESOURCE_ID', `Invalid value - '${id}' in field 'id'`);
  const reading = register.read(id);
  if (reading.kind === 'invalidated') throw new PdsRefusal('INVALIDATED_RESOURCE');
  if (reading.kind !== 'record') throw new PdsRefusal('RESOURCE_NOT_FOUND');
  return Response.json(patientResource(reading.record, 'read'), {
    headers: { 'content-type': 'application/fhir+json', etag: `W/"${reading.record.version}"` },
  });
}

function search(query: URLSearchParams, register: Register, { clock, baseUrl }: PdsOptions): Response {
  const matches = findRecords(query, register.searchable());
  if (matches.length > 1) throw new PdsRefusal('TOO_MANY_MATCHES');
  const entry = matches.map(({ record, score }) => ({
    fullUrl: `${baseUrl}${fhirPath}/Patient/${record.nhsNumber}`,
    search: { score },
    resource: patientResource(record, 'search'),
  }));
  return Response.json(
    {
      resourceType: 'Bundle',
      type: 'searchset',
      timestamp: new Date(clock.now()).toISOString(),
      total: entry.length,
      ...(entry.length > 0 && { entry }),
    },
    { headers: { 'content-type': 'application/fhir+json' } },
  );
}

/** The answer with the ids of its request. */
function echoed(answer: Response, request: Request): Response {
  const headers = new Headers(answer.headers);
  for (const name of ['x-request-id', 'x-correlation-id']) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/**
 * The Personal Demographics Service as an application without a user sees it, filled with the people of this world.
 * @see PDS FHIR API, NHS England
 */
export function createPdsEmulator(options: PdsOptions): Emulator & { readonly tokens: TokenEndpoint } {
  const { clock, app, baseUrl, changes, perSecond, troubles = [] } = options;
  const tokens = createTokenEndpoint(app, { clock, audience: `${baseUrl}/oauth2/token` });
  const register = createRegister(people, () => clock.offsetSeconds() * 1000, changes);
  const takeRate = createSpikeArrest(perSecond);

  const patients = new Hono()
    .use(async (c, next) => {
      checkToken(c.req.header('authorization'), tokens);
      checkRequestId(c.req.header('x-request-id'));
      takeRate();
      const trouble = troubles.shift();
      if (typeof trouble === 'string') throw new PdsRefusal(trouble);
      await next();
      if (trouble !== undefined) c.res = await trouble(c.res);
    })
    .get('/Patient', (c) => search(new URL(c.req.url).searchParams, register, options))
    .get('/Patient/:id', (c) => readPatient(c.req.param('id'), register))
    .patch('/Patient/:id', () => {
      throw new PdsRefusal(
        'INVALID_METHOD',
        'Your app has insufficient permissions to use this method. Please contact support.',
      );
    })
    .all('*', () => outcomeAnswer(new PdsRefusal('UNSUPPORTED_SERVICE')))
    .onError((thrown) => {
      if (thrown instanceof PdsRefusal) return outcomeAnswer(thrown);
      throw thrown;
    });

  const app_ = new Hono()
    .post('/oauth2/token', (c) => tokens.answer(c.req.raw))
    .route(fhirPath, patients)
    .notFound((c) => c.json({ fault: { faultstring: 'Unable to identify proxy' } }, 404));
  return Object.assign(async (request: Request) => echoed(await app_.fetch(request), request), { tokens });
}
