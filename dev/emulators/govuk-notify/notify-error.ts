/** The kinds of refusal that Notify knows. */
type ErrorType =
  | 'ValidationError'
  | 'BadRequestError'
  | 'AuthError'
  | 'NoResultFound'
  | 'RateLimitError'
  | 'TooManyRequestsError'
  | 'Exception';
type Status = 400 | 401 | 403 | 404 | 429 | 500;

/** A refusal as Notify puts it: a status and one or more reasons of one type. */
export class NotifyError extends Error {
  override readonly name = 'NotifyError';
  readonly status: Status;
  readonly type: ErrorType;
  readonly reasons: readonly string[];

  constructor(status: Status, type: ErrorType, ...reasons: readonly string[]) {
    super(reasons.join('; '));
    this.status = status;
    this.type = type;
    this.reasons = reasons;
  }
}

/** The refusal on the wire. */
export function errorAnswer({ status, type, reasons }: NotifyError): Response {
  const errors = reasons.map((message) => ({ error: type, message }));
  return Response.json({ status_code: status, errors }, { status });
}
