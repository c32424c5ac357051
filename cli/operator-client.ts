import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { importJWK, type JWK, SignJWT } from 'jose';
import { CommandFailure, messageOf } from './command.ts';

/** Which service is spoken to, and with which key. */
export interface OperatorTarget {
  /** What the service states as its own origin: a token is good for no other. */
  readonly origin: string;
  /** Where it is reached, when that is not its origin. */
  readonly address?: string;
  readonly key: JWK;
  /** Epoch seconds by the clock of the service. */
  now(): Promise<number>;
}

/** What the service answered. */
export interface OperatorAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const PATIENCE_MILLIS = 15_000;
const CLOCK_PATIENCE_MILLIS = 5000;
/** So often, and after so long, what answered 503 is asked again. */
const MOST_WAITS = 5;
const WAIT_MILLIS = 1000;
const TOKEN_LIFE_SECONDS = 60;
const APPROVAL_LIFE_SECONDS = 900;
const projectRoot = resolve(import.meta.dirname, '..');

/**
 * Calls one verb of the operator API with a token for this verb and body.
 * @throws CommandFailure when the service cannot be reached, or answers with something that is not JSON
 */
export async function callOperator(verb: string, body: unknown, target: OperatorTarget): Promise<OperatorAnswer> {
  const text = JSON.stringify(body);
  const address = target.address ?? target.origin;
  const token = await makeToken(`${target.origin}/operator/${verb}`, text, target);
  const answer = await fetch(`${address}/operator/${verb}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
    body: text,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  }).catch((thrown: unknown) => {
    const ask = consoleOf(address) ? 'Is it running (npm start), and on this port (GATEHOUSE_PORT)?' : 'Is it running?';
    throw new CommandFailure(`${address} cannot be reached: ${causeOf(thrown)}. ${ask}`);
  });
  return { status: answer.status, body: readAnswer(await answer.text(), answer.status, address) };
}

/**
 * Calls a verb that is expected to succeed.
 * @throws CommandFailure with a line for each thing the service found wrong
 */
export async function askOperator(
  verb: string,
  body: unknown,
  target: OperatorTarget,
): Promise<OperatorAnswer['body']> {
  return expectSuccess(await callOperator(verb, body, target), target);
}

/** A verb that may be called again, when Postgres is short of breath for a moment. @throws as `askOperator` */
export async function askPatiently(
  verb: string,
  body: unknown,
  target: OperatorTarget,
): Promise<OperatorAnswer['body']> {
  let answered = await callOperator(verb, body, target);
  for (let waits = 0; answered.status === 503 && waits < MOST_WAITS; waits += 1) {
    await delay(WAIT_MILLIS);
    answered = await callOperator(verb, body, target);
  }
  return expectSuccess(answered, target);
}

function expectSuccess({ status, body }: OperatorAnswer, { origin }: OperatorTarget): OperatorAnswer['body'] {
  if (status === 200) return body;
  throw new CommandFailure(linesOf(status, body, origin));
}

/** The target and key that the environment names: the local world, or a deployment. @throws CommandFailure */
export function targetOf(env: NodeJS.ProcessEnv, keyFile = 'operator.jwk.json'): OperatorTarget {
  const origin = (env.GATEHOUSE_ORIGIN || `http://localhost:${env.GATEHOUSE_PORT || '8787'}`).replace(/\/$/, '');
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    throw new CommandFailure(`GATEHOUSE_ORIGIN must be an origin such as https://auth.example, not "${origin}".`);
  }
  return { origin, key: readKey(env, keyFile), now: () => serviceTime(origin) };
}

/** Epoch seconds by the clock of a local world, whose console may have moved it; by this machine's otherwise. */
export async function serviceTime(origin: string): Promise<number> {
  const own = Math.floor(Date.now() / 1000);
  const console = consoleOf(origin);
  if (console === undefined) return own;
  try {
    const signal = AbortSignal.timeout(CLOCK_PATIENCE_MILLIS);
    const answer = await fetch(`${console}/clock`, { signal });
    const { epochSeconds }: { epochSeconds?: unknown } = JSON.parse(await answer.text());
    return typeof epochSeconds === 'number' ? epochSeconds : own;
  } catch {
    return own;
  }
}

/** Where the console of a local world would be; undefined for what cannot be one. */
function consoleOf(origin: string): string | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const isLocal = protocol === 'http:' && hostname === 'localhost' && port !== '';
  return isLocal ? `http://localhost:${Number(port) + 2}` : undefined;
}

/** Starts a local world's service with atoms of the next generation. A deployment does that itself, by its settings. */
export async function raiseLocalGeneration(origin: string): Promise<void> {
  const console = consoleOf(origin);
  if (console === undefined) return;
  const signal = AbortSignal.timeout(PATIENCE_MILLIS);
  const health = await fetch(`${console}/health`, { signal }).then(
    async (answer) => parseJson(await answer.text()),
    () => undefined,
  );
  // Ensure it is this world's console, and not of another that happens to listen there.
  if (health?.['issuer'] !== origin) return;
  const answer = await fetch(`${console}/generation`, { method: 'POST', signal: AbortSignal.timeout(60_000) });
  if (!answer.ok) throw new CommandFailure(`The console at ${console} answered with status ${answer.status}.`);
}

/**
 * What a second operator gives to the one who calls: a token that approves one body of one verb.
 * @param target with the second operator's key
 */
export const approve = (verb: string, body: unknown, target: OperatorTarget): Promise<string> =>
  makeToken(`${target.origin}/operator/${verb}`, JSON.stringify(body), { ...target, approves: true });

async function makeToken(
  audience: string,
  body: string,
  { key, now, approves = false }: OperatorTarget & { readonly approves?: boolean },
): Promise<string> {
  const issuedAt = await now();
  return new SignJWT({ body_sha256: createHash('sha256').update(body).digest('base64url') })
    .setProtectedHeader({
      alg: 'EdDSA',
      typ: approves ? 'gatehouse-approval+jwt' : 'gatehouse-operator+jwt',
      ...(key.kid === undefined ? {} : { kid: key.kid }),
    })
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (approves ? APPROVAL_LIFE_SECONDS : TOKEN_LIFE_SECONDS))
    .setJti(randomBytes(16).toString('base64url'))
    .sign(await importJWK(key, 'EdDSA'));
}

function readKey(env: NodeJS.ProcessEnv, keyFile: string): JWK {
  const given = env.GATEHOUSE_OPERATOR_KEY;
  if (given?.trim().startsWith('{')) return parseKey(given, 'GATEHOUSE_OPERATOR_KEY');
  const file = given || join(resolve(projectRoot, env.GATEHOUSE_HOME || '.gatehouse'), keyFile);
  if (!existsSync(file)) {
    throw new CommandFailure(
      `There is no operator key at ${file}. Run npm start once, or set GATEHOUSE_OPERATOR_KEY to a private JWK.`,
    );
  }
  return parseKey(readFileSync(file, 'utf8'), file);
}

function parseKey(text: string, place: string): JWK {
  const key = parseJson(text);
  if (key?.['kty'] === 'OKP' && key['crv'] === 'Ed25519' && typeof key['d'] === 'string') return { ...key, kty: 'OKP' };
  throw new CommandFailure(`${place} does not hold a private Ed25519 JWK.`);
}

function readAnswer(text: string, status: number, address: string): OperatorAnswer['body'] {
  const body = parseJson(text);
  if (body !== undefined) return body;
  if (status === 404) throw new CommandFailure(`${address} has no operator API: no operator key is configured there.`);
  throw new CommandFailure(`${address} answered with status ${status} and no JSON.`);
}

function linesOf(status: number, answer: OperatorAnswer['body'], origin: string): string | readonly string[] {
  const { problems, error, error_description: description } = answer;
  if (Array.isArray(problems) && problems.length > 0) return problems.map(problemLine);
  if (status === 401)
    return `${origin} did not accept the operator key. Does it belong to this deployment, and is this machine's clock right?`;
  if (error === 'temporarily_unavailable')
    return `${origin} cannot do that just now: try again shortly. Its log says what is away.`;
  return typeof description === 'string' ? description : `${origin} answered with status ${status} (${String(error)}).`;
}

function problemLine(problem: unknown): string {
  const { field, sentence }: { field?: unknown; sentence?: unknown } = Object(problem);
  return `${String(field)}: ${String(sentence)}`;
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function causeOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.cause instanceof Error ? messageOf(thrown.cause) : messageOf(thrown);
}
