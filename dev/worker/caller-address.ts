/** A test that needs several callers on one machine names their addresses in this header; no deployment reads it. */
const header = 'x-dev-client-address';

/** The request with the address of its caller where workerd puts it: here the proxy in between hides the socket. */
export function fromSocket(request: Request): Request {
  const clientIp = request.headers.get(header) ?? '127.0.0.1';
  return new Request(request, { cf: { ...request.cf, clientIp } as IncomingRequestCfProperties });
}
