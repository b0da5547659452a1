import { isProblem, timeout } from '../problems.ts'
import { budgetOf } from './deadline.ts'
import type { Io, UsbPipe } from './transport.ts'

/** What transfers brought, undefined for one whose time was up. @throws Problem DEVICE_TIMEOUT where that is so of all */
export function unlessAllLate<Pieces extends readonly (Uint8Array | undefined)[]>(
  pieces: Pieces,
  io: Io,
): Pieces {
  if (pieces.every((piece) => piece === undefined)) throw timeout('USB transfer', io.deadlineMs)
  return pieces
}

/** The exchange of a pipe on which transfers go one after the other: nothing is waiting there for a thread of its own. */
export const exchangeInTurn =
  ({ bulkOut, bulkIn }: Pick<UsbPipe, 'bulkOut' | 'bulkIn'>): UsbPipe['exchange'] =>
  async ({ endpoint, bytes }, reads, io) => {
    const budget = budgetOf(io)
    await bulkOut(endpoint, bytes, budget.step())
    const pieces: (Uint8Array | undefined)[] = []
    for (const read of reads) {
      try {
        pieces.push(await bulkIn(read.endpoint, read.length, budget.step()))
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT')) throw error
        pieces.push(undefined)
      }
    }
    return unlessAllLate(pieces, io)
  }
