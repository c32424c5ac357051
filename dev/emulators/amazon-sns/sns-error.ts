type SnsErrorCode =
  | 'InvalidParameter'
  | 'InvalidParameterValue'
  | 'ValidationException'
  | 'InvalidAction'
  | 'OptedOut'
  | 'AuthorizationError'
  | 'InvalidClientTokenId'
  | 'IncompleteSignature'
  | 'MissingAuthenticationToken'
  | 'SignatureDoesNotMatch'
  | 'Throttling'
  | 'InternalError';

const statuses: Readonly<Partial<Record<SnsErrorCode, number>>> = {
  AuthorizationError: 403,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  SignatureDoesNotMatch: 403,
  InternalError: 500,
};

/** A refusal as Amazon SNS puts it. */
export class SnsError extends Error {
  override readonly name = 'SnsError';
  readonly code: SnsErrorCode;

  constructor(code: SnsErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  answer(requestId: string): Response {
    const status = statuses[this.code] ?? 400;
    const type = status === 500 ? 'Receiver' : 'Sender';
    const body = `<Error><Type>${type}</Type><Code>${this.code}</Code><Message>${escapeXml(this.message)}</Message></Error>`;
    return xml('ErrorResponse', `${body}<RequestId>${requestId}</RequestId>`, status);
  }
}

const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** An answer of the Query API. */
export function xml(root: string, content: string, status = 200): Response {
  const body = `<${root} xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${content}</${root}>`;
  return new Response(body, { status, headers: { 'content-type': 'text/xml' } });
}
