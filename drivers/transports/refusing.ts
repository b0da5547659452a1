import type { ByteStream, Connector, UsbPipe } from './transport.ts'

/**
 * A connector in this process behind what stands between a program and a real one: while the system has an `objection`,
 * opening fails with it.
 */
export function refusing<Link extends ByteStream | UsbPipe>(
  inner: Connector<Link>,
  objection: () => Error | undefined,
): Connector<Link> {
  return {
    label: inner.label,
    async open(io) {
      io.signal.throwIfAborted()
      const problem = objection()
      if (problem) throw problem
      return inner.open(io)
    },
  }
}
