/** A refusal as Voodoo SMS puts it. */
export class VoodooError extends Error {
  override readonly name = 'VoodooError';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  answer(): Response {
    return Response.json({ error: { code: this.code, msg: this.message } }, { status: this.status });
  }
}

/** A request to send, checked. */
export interface SendRequest {
  readonly to: string;
  readonly from: string;
  readonly msg: string;
  readonly reference: string;
  readonly validityMinutes: number;
}

const longestText = 760;
const defaultValidity = 2880;

/** Reads the body of a request to send. @throws VoodooError 400 */
export function parseSendRequest(body: unknown): SendRequest {
  if (typeof body !== 'object' || body === null) throw new VoodooError(400, 2, 'Request is not JSON');
  const {
    to,
    from,
    msg,
    external_reference: reference,
    validity = defaultValidity,
  }: Record<string, unknown> = { ...body };
  const recipient = typeof to === 'number' || typeof to === 'string' ? String(to) : '';
  if (!/^[1-9]\d{7,14}$/.test(recipient)) throw new VoodooError(400, 3, "The 'to' number is invalid");
  const originator = typeof from === 'number' || typeof from === 'string' ? String(from) : '';
  if (!/^(\d{3,15}|[A-Za-z0-9 ]{1,11})$/.test(originator))
    throw new VoodooError(400, 4, "The 'from' number or name is invalid");
  if (typeof msg !== 'string' || msg === '') throw new VoodooError(400, 5, "The 'msg' is missing");
  if (msg.length > longestText) throw new VoodooError(400, 6, "The 'msg' is too long");
  if (!Number.isInteger(validity) || Number(validity) < 1) throw new VoodooError(400, 7, "The 'validity' is invalid");
  return {
    to: recipient,
    from: originator,
    msg,
    reference: typeof reference === 'string' ? reference : '',
    validityMinutes: Number(validity),
  };
}
