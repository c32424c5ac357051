import * as client from 'openid-client';

/** Something that went wrong, for people and for developers. */
export interface Trouble {
  readonly title: string;
  /** What it means, in plain words. */
  readonly words: string;
  /** As it came: names and values. */
  readonly raw: readonly (readonly [string, string])[];
}

const meanings: Readonly<Record<string, readonly [string, string]>> = {
  ConsentNotGiven: [
    'You chose not to share your details',
    'So we do not know who you are, and you are not signed in. You can change your mind at any time, or phone the front desk instead.',
  ],
  IdentityLevelUnavailable: [
    'We asked for more proof of who you are than can be given today',
    'Gatehouse cannot prove your identity to the level that this request asks for. You are not signed in.',
  ],
  access_denied: ['You were not signed in', 'You or Gatehouse ended the sign-in before it was complete.'],
  sso_login_required: [
    'Nobody is signed in at Gatehouse',
    'We asked without showing a page (prompt=none), and there is no sign-in that fits: not in this browser, and none handed over that still counts. Sign in with the first button.',
  ],
  login_required: [
    'A sign-in is needed',
    'We asked without showing a page (prompt=none), and Gatehouse needs you to sign in first.',
  ],
  interaction_required: [
    'Gatehouse needs to ask you something',
    'We asked without showing a page (prompt=none), and something is missing: new terms, or more proof of who you are.',
  ],
  consent_required: [
    'Your agreement is needed',
    'We asked without showing a page (prompt=none), and you have not agreed yet that we may see these details.',
  ],
  account_selection_required: [
    'Another person is signed in',
    'We asked without showing a page (prompt=none), and the sign-in in this browser belongs to somebody else.',
  ],
  invalid_request: [
    'Gatehouse did not understand our request',
    'A parameter of the request is missing, wrong or there twice.',
  ],
  invalid_scope: ['We asked for something we may not have', 'A scope of the request is not approved for this service.'],
  unauthorized_client: [
    'We may not ask in this way',
    'Gatehouse does not allow this kind of request for this service.',
  ],
  unsupported_response_type: ['We may not ask in this way', 'Gatehouse answers with a code only.'],
  invalid_client: [
    'Gatehouse does not know us',
    'Our proof of identity was refused: is this service disabled, or was its key changed?',
  ],
  invalid_grant: [
    'The code or refresh token was refused',
    'It was used before, has expired, belongs to another request, or everything was signed out.',
  ],
  invalid_token: [
    'The access token is no longer good',
    'It lives five minutes, and ends when everything is signed out. Get a new one with the refresh token.',
  ],
  insufficient_scope: [
    'The access token does not open this',
    'A scope is missing: it was not asked for, or left out at the last refresh.',
  ],
  server_error: ['Gatehouse has a problem', 'It could not answer. Try again in a moment.'],
  temporarily_unavailable: ['Gatehouse is busy', 'It cannot answer now. Try again in a moment.'],
};

/** What is said when a page of this browser never asked for the answer that came. */
export const unexpectedAnswer: Trouble = {
  title: 'This answer is not to a question of ours',
  words:
    'The state in the address belongs to no request of this browser: it was answered before, or comes from another browser. Start again from the first page.',
  raw: [],
};

/** What went wrong, whatever was thrown. */
export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof client.AuthorizationResponseError) {
    return explained(thrown.error, thrown.error_description, [...thrown.cause]);
  }
  if (thrown instanceof client.WWWAuthenticateChallengeError) {
    const [challenge] = thrown.cause;
    const { error = thrown.message, error_description: description } = challenge?.parameters ?? {};
    const told = description === undefined ? [] : [['error_description', description] as const];
    return explained(error, description, [['status', String(thrown.status)], ['error', error], ...told]);
  }
  if (thrown instanceof client.ResponseBodyError) {
    const raw = Object.entries(thrown.cause).map(([name, value]) => [name, String(value)] as const);
    return explained(thrown.error, thrown.error_description, [['status', String(thrown.status)], ...raw]);
  }
  const names = chain(thrown).map((error) => ['error' in error ? 'error' : error.name, withCode(error)] as const);
  const [title, words] = isOffline(thrown)
    ? ['Gatehouse cannot be reached', 'The service did not answer. Is the local world still running?']
    : [
        'We did not accept the answer',
        'Something about it is not as it must be, so it was not believed. The details are below.',
      ];
  return { title, words, raw: names };
}

function explained(error: string, description: string | undefined, raw: Trouble['raw']): Trouble {
  const meaning = meanings[description ?? ''] ?? meanings[error];
  const [title, words] = meaning ?? ['Gatehouse said no', 'It gave a reason that this page has no words for.'];
  return { title, words, raw };
}

function chain(thrown: unknown): readonly Error[] {
  return thrown instanceof Error ? [thrown, ...chain(thrown.cause)] : [];
}

const withCode = (error: Error): string =>
  'code' in error ? `${error.message} (${String(error.code)})` : error.message;
const isOffline = (thrown: unknown): boolean => chain(thrown).some((error) => error.message === 'fetch failed');
