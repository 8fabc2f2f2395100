/** What one exchange with a language model may take at most. */
export interface ExchangeLimits {
  /** Milliseconds from the request to the last byte of the answer. */
  longestMs: number;
  /** Bytes of the answer. */
  mostBytes: number;
}

/**
 * A `fetch` that reads the whole answer at once, inside its limits: a slow drip and an endless answer end, and a redirect,
 * which would take the token elsewhere, is refused.
 */
export function createBoundedFetch({ longestMs, mostBytes }: ExchangeLimits): typeof fetch {
  return async (input, init) => {
    const deadline = AbortSignal.timeout(longestMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    const response = await fetch(input, { ...init, signal, redirect: "error" });
    const body = await readBody(response, mostBytes);
    const { status, statusText, headers } = response;
    return new Response(body, { status, statusText, headers });
  };
}

async function readBody({ body }: Response, mostBytes: number): Promise<Uint8Array | null> {
  if (body === null) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
