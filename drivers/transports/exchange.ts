import { isProblem, timeout } from '../problems.ts'
import { budgetOf } from './deadline.ts'
import type { UsbPipe } from './transport.ts'

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
    if (pieces.every((piece) => piece === undefined)) throw timeout('USB transfer', io.deadlineMs)
    return pieces
  }
