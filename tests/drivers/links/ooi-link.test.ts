import { describe, expect, test } from 'vitest'
import { ooiLink } from '../../../drivers/links/ooi-link.ts'
import type { OoiPart } from '../../../drivers/links/ooi-link.ts'
import { ooiSpectrum } from '../../../drivers/protocols/ooi.ts'
import { budgetOf, wait } from '../../../drivers/transports/deadline.ts'
import { exchangeInTurn } from '../../../drivers/transports/exchange.ts'
import type { UsbPipe } from '../../../drivers/transports/transport.ts'
import { failure, within } from '../io.ts'

const PACKING = { order: 'words', words: 3840, maxWord: 0xffff, flippedBit: 0, sync: true } as const
const PARTS: readonly OoiPart[] = [
  { endpoint: 6, bytes: 2048 },
  { endpoint: 2, bytes: 5633 },
]

/** A spectrum of a USB4000 as its two endpoints send it. */
function parts(): [Uint8Array, Uint8Array] {
  const bytes = new Uint8Array(7681).fill(1)
  bytes[7680] = 0x69
  return [bytes.slice(0, 2048), bytes.slice(2048)]
}

/** A pipe that notes what is asked of it; `answer` is called with the endpoint of every read. */
function pipeOf(answer: (endpoint: number, give: (bytes: Uint8Array) => void) => void) {
  const asked: string[] = []
  const transfers: Pick<UsbPipe, 'bulkOut' | 'bulkIn'> = {
    async bulkOut(endpoint) {
      asked.push(`out ${endpoint}`)
    },
    bulkIn(endpoint, length, io) {
      asked.push(`in ${endpoint} ${length}`)
      return wait<Uint8Array>(io, 'USB transfer', ({ resolve }) => {
        answer(endpoint, resolve)
        return undefined
      })
    },
  }
  const pipe: UsbPipe = {
    ...transfers,
    kind: 'usb',
    packetBytes: 512,
    exchange: exchangeInTurn(transfers),
    close: async () => undefined,
    onLost: () => undefined,
  }
  return { link: ooiLink(pipe, { out: 1, answers: 1, spectrum: [2, 6] }), asked }
}

describe('a spectrum in two parts', () => {
  test('is put together from both endpoints in their order', async () => {
    const [beginning, rest] = parts()
    const { link, asked } = pipeOf((endpoint, give) => give(endpoint === 6 ? beginning : rest))
    const words = await link.ask(ooiSpectrum(PACKING), budgetOf(within(2_000)), 10, PARTS)
    expect(words).toHaveLength(3840)
    expect(words[3839]).toBe(0x0101)
    expect(asked).toEqual(['out 1', 'in 6 2048', 'in 2 6144'])
  })

  test('a second part that never comes is no spectrum', async () => {
    const [beginning] = parts()
    const { link } = pipeOf((endpoint, give) => {
      if (endpoint === 6) give(beginning)
    })
    const asking = link.ask(ooiSpectrum(PACKING), budgetOf(within(200)), 10, PARTS)
    const problem = await failure(asking)
    expect(problem).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    expect(String(problem)).toContain('5633 bytes before its end')
  })

  test('a silent instrument is told as silence', async () => {
    const { link } = pipeOf(() => undefined)
    const problem = await failure(link.ask(ooiSpectrum(PACKING), budgetOf(within(50)), 0, PARTS))
    expect(problem).toMatchObject({ code: 'DEVICE_TIMEOUT' })
  })
})
