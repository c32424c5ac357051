/** A `fetch` that answers so, whatever is asked. */
export const answering =
  (response: () => Response): typeof fetch =>
  async () =>
    response();

/** A `fetch` that notes what is asked and passes it on. */
export function watched(): { readonly requests: Request[]; readonly fetch: typeof fetch } {
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      return fetch(request);
    },
  };
}

/** A body that ends in the middle. */
export const brokenOff = (status: number): Response =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"half": '));
        controller.error(new TypeError('terminated'));
      },
    }),
    { status },
  );
