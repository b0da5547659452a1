import { isProblem } from '../problems.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'

/** Speeds a Spectrolino and a SpectroScan can be set to; they leave the factory with the first. */
export const RS232_BAUD_RATES: readonly number[] = [9_600, 19_200, 57_600]
/** They have an RS-232 plug: any adapter may be in between, this one is common. */
export const RS232_ADAPTERS = [{ vendorId: 0x0403, productId: 0x6001 }]
const IDENTIFY_MS = 1_500
const ATTEMPTS = 2

/** Tries the speeds until `ask` is answered; a line without speeds (TCP) is asked as it is. @throws what `ask` throws */
export async function findSpeed(
  stream: ByteStream,
  io: Io,
  ask: (budget: Budget) => Promise<unknown>,
): Promise<void> {
  let last: unknown
  for (const rate of stream.setBaudRate ? RS232_BAUD_RATES : [0]) {
    if (rate !== 0) await stream.setBaudRate?.(rate, io)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        await ask(budgetOf({ ...io, deadlineMs: Math.min(io.deadlineMs, IDENTIFY_MS) }))
        return
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED')) throw error
        last = error
      }
    }
  }
  throw last
}
