import { describe, expect, test } from 'vitest'
import { memoryLine, memoryUsb } from '../../../drivers/transports/memory.ts'
import {
  printable,
  recordLink,
  replay,
  transcriptFile,
  TranscriptFileSchema,
} from '../../../drivers/transports/transcript.ts'
import type { LinkEvent } from '../../../drivers/transports/transcript.ts'
import { failure, PATIENT } from '../io.ts'
import { Far } from './transports.conformance.ts'

const text = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line, 'latin1'))

const said = (events: readonly LinkEvent[]): string[] =>
  events.map(({ direction, note, bytes }) => `${direction} ${note ?? printable(bytes)}`)

describe('recording a link', () => {
  test('what was sent, what came, how long it took, and the end', async () => {
    const far = new Far()
    const events: LinkEvent[] = []
    const link = recordLink(await memoryLine(far).open(PATIENT), (event) => events.push(event))
    await link.write(text('*idn?\r'), PATIENT)
    far.send(text('JETI_SB1211\r'))
    await link.read(PATIENT)
    far.send(Uint8Array.of(6))
    await link.read(PATIENT)
    far.hangUp()
    expect(said(events)).toEqual(['tx *idn?', 'rx JETI_SB1211', 'rx <ACK>', '-- connection lost'])
    expect(events[1]?.ms).toBeGreaterThanOrEqual(0)
    expect(events[2]?.ms).toBeUndefined()
    expect(new Date(events[0]?.at ?? 0).getFullYear()).toBeGreaterThan(2020)
  })

  test('everything else of the link is untouched', async () => {
    const far = new Far()
    const link = recordLink(await memoryLine(far).open(PATIENT), () => undefined)
    far.send(text('abc'))
    link.discard()
    far.send(text('d'))
    expect([...(await link.read(PATIENT))]).toEqual([0x64])
    let lost = 0
    link.onLost(() => lost++)
    far.hangUp()
    expect(lost).toBe(1)
    await link.close()
    expect(await failure(link.read(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
  })

  test('USB transfers are recorded alike', async () => {
    const events: LinkEvent[] = []
    const pipe = recordLink(
      await memoryUsb({
        vendorId: 1,
        productId: 2,
        serialNumber: '',
        plugged: true,
        bulkOut: () => undefined,
        bulkIn: async () => Uint8Array.of(1, 2),
        onUnplug: () => undefined,
      }).open(PATIENT),
      (event) => events.push(event),
    )
    await pipe.bulkOut(1, new Uint8Array(64), PATIENT)
    await pipe.bulkIn(1, 64, PATIENT)
    const reads = [
      { endpoint: 1, length: 64 },
      { endpoint: 2, length: 64 },
    ]
    await pipe.exchange({ endpoint: 1, bytes: new Uint8Array(3) }, reads, PATIENT)
    await pipe.close()
    expect(events.map(({ direction, bytes }) => `${direction} ${String(bytes.length)}`)).toEqual([
      'tx 64',
      'rx 2',
      'tx 3',
      'rx 2',
      'rx 2',
      '-- 0',
    ])
    expect(pipe.packetBytes).toBe(64)
  })

  test('control bytes have names, line ends are silent, long chunks are cut', () => {
    expect(printable(text('ok\r\n'))).toBe('ok')
    expect(printable(text('X: 1\rY: 2\r'))).toBe('X: 1<CR>Y: 2')
    expect(printable(Uint8Array.of(0x1b, 0x85, 0x18))).toBe('<ESC><85><CAN>')
    expect(printable(new Uint8Array(500).fill(0x41))).toBe(`${'A'.repeat(120)} ... 500 bytes`)
  })
})

describe('replaying a recording', () => {
  test('what was recorded can be played, byte for byte', async () => {
    const far = new Far()
    const events: LinkEvent[] = []
    const link = recordLink(await memoryLine(far).open(PATIENT), (event) => events.push(event))
    await link.write(text('?'), PATIENT)
    far.send(text('<Idle>\r\n'))
    await link.read(PATIENT)
    await link.write(Uint8Array.of(0x85), PATIENT)
    far.send(Uint8Array.of(0xc1, 0xc0))
    await link.read(PATIENT)
    await link.close()
    const file = TranscriptFileSchema.parse(
      JSON.parse(JSON.stringify(transcriptFile('grbl', 'made here', events))),
    )
    expect(file.steps).toEqual([{ tx: '?' }, { rx: '<Idle>\r\n' }, { txHex: '85' }, { rxHex: 'c1c0' }])

    const played = replay(file)
    const again = await memoryLine(played).open(PATIENT)
    await again.write(text('?'), PATIENT)
    expect(Buffer.from(await again.read(PATIENT)).toString()).toBe('<Idle>\r\n')
    await again.write(Uint8Array.of(0x85), PATIENT)
    expect([...(await again.read(PATIENT))]).toEqual([0xc1, 0xc0])
    expect(played.finished).toBe(true)
    await again.close()
  })

  test('commands may come in pieces; any other byte ends the connection and is named', async () => {
    const played = replay({
      family: 'x',
      note: '',
      steps: [{ rx: 'hello' }, { tx: 'abc' }, { rx: 'ok' }, { tx: 'def' }],
    })
    const link = await memoryLine(played).open(PATIENT)
    expect(Buffer.from(await link.read(PATIENT)).toString()).toBe('hello')
    await link.write(text('a'), PATIENT)
    await link.write(text('bc'), PATIENT)
    expect(Buffer.from(await link.read(PATIENT)).toString()).toBe('ok')
    await link.write(text('dx'), PATIENT)
    expect(await failure(link.read(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect(played.mismatch).toBe('step 3: dx instead of def')
    expect(played.finished).toBe(false)
  })

  test('a file that is none is refused', () => {
    expect(TranscriptFileSchema.safeParse({ family: 'x', note: '', steps: [{ txHex: '0g' }] }).success).toBe(
      false,
    )
    expect(TranscriptFileSchema.safeParse({ family: 'x', steps: [] }).success).toBe(false)
  })
})
