/**
 * How a message crosses the port: an empty transfer list means structured clone, so that typed arrays stay what they
 * are instead of becoming text. The answer that opens a stream holds the stream itself, which only the text form
 * announces.
 */
export function clonedUnlessStream([, , payload]: readonly [unknown, unknown, unknown]): object[] | null {
  const body: unknown =
    typeof payload === 'object' && payload !== null && 'body' in payload ? payload.body : undefined
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body ? null : []
}
