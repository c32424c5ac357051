import { limits } from '../domain/limits';
import { OAuthError, type OAuthErrorDelivery } from './oauth-error';

/** Parameters as they arrived, query and body together, in order: so that repetition is seen. */
export type Parameters = readonly (readonly [string, string])[];

/** Every value of a name, the empty ones included. */
export function allValues(params: Parameters, name: string): readonly string[] {
  return params.filter(([key]) => key === name).map(([, value]) => value);
}

/** The value of a name that was sent once; undefined when absent or empty, which mean the same. @see RFC 6749 §3.1 */
export function oneValue(params: Parameters, name: string): string | undefined {
  const [value] = allValues(params, name);
  return value === '' ? undefined : value;
}

/**
 * Refuses a request in which any name appears twice, unknown and empty ones included, and one with more than 100.
 * @throws OAuthError invalid_request when a name is repeated, or there are too many
 * @see RFC 6749 §3.1, §3.2
 */
export function refuseRepetition(params: Parameters, deliver: OAuthErrorDelivery): void {
  if (params.length > limits.parametersMost.value) {
    const description = 'there are too many parameters';
    throw new OAuthError('invalid_request', { description, reason: 'parameters_too_many', deliver });
  }
  if (new Set(params.map(([key]) => key)).size === params.length) return;
  throw new OAuthError('invalid_request', {
    description: 'a parameter was sent more than once',
    reason: 'parameter_repeated',
    deliver,
  });
}

/**
 * Refuses a request with bytes that are no UTF-8: nobody knows what they were to say.
 * @throws OAuthError invalid_request when a name or value is not well formed
 * @see RFC 6749 appendix B
 */
export function refuseMalformedText(params: Parameters, deliver: OAuthErrorDelivery): void {
  if (params.every(([name, value]) => name.isWellFormed() && value.isWellFormed())) return;
  throw new OAuthError('invalid_request', {
    description: 'a parameter is not UTF-8',
    reason: 'parameter_not_utf8',
    deliver,
  });
}
