import type { ByteStream, Connector, UsbPipe } from './transport.ts'

/**
 * A connector in this process behind what stands between a program and a real one: while the system has an objection
 * (`said`), opening fails with the sentence that belongs to it.
 */
export function refusing<Link extends ByteStream | UsbPipe>(
  inner: Connector<Link>,
  said: () => Error | undefined,
  sentence: (objection: Error) => Error,
): Connector<Link> {
  return {
    label: inner.label,
    async open(io) {
      io.signal.throwIfAborted()
      const objection = said()
      if (objection) throw sentence(objection)
      return inner.open(io)
    },
  }
}
