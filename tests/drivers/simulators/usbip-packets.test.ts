import { describe, expect, test } from 'vitest'
import { PacketQueue } from '../../../drivers/simulators/usbip-packets.ts'

/** A queue of 64-byte packets, and what it has answered: sequence, status, number of bytes. */
function queue() {
  const answers: [number, number, number][] = []
  const packets = new PacketQueue(64, (sequence, status, bytes) => {
    answers.push([sequence, status, bytes.length])
  })
  return { packets, answers }
}
const bytes = (count: number): Uint8Array => new Uint8Array(count)

describe('packets towards the host', () => {
  test('a transfer takes packets until a short one', () => {
    const { packets, answers } = queue()
    packets.submit(1, 4608)
    packets.send(bytes(4097))
    expect(answers).toEqual([[1, 0, 4097]])
  })

  test('full packets that leave room keep the transfer waiting; an empty packet ends it', () => {
    const { packets, answers } = queue()
    packets.submit(1, 192)
    packets.send(bytes(128))
    expect(answers).toEqual([])
    packets.send(bytes(0))
    expect(answers).toEqual([[1, 0, 128]])
  })

  test('a full transfer ends without a short packet, and the next one goes on', () => {
    const { packets, answers } = queue()
    packets.send(bytes(130))
    packets.submit(1, 64)
    packets.submit(2, 128)
    expect(answers).toEqual([
      [1, 0, 64],
      [2, 0, 66],
    ])
  })

  test('a packet that is larger than the room left overflows', () => {
    const { packets, answers } = queue()
    packets.send(bytes(17))
    packets.submit(1, 5)
    expect(answers).toEqual([[1, -75, 0]])
  })

  test('a transfer taken back takes its bytes with it', () => {
    const { packets, answers } = queue()
    packets.submit(1, 128)
    packets.send(bytes(64))
    expect(packets.unlink(1)).toBe(true)
    expect(packets.unlink(1)).toBe(false)
    packets.submit(2, 64)
    packets.send(bytes(3))
    expect(answers).toEqual([[2, 0, 3]])
  })

  test('a halted endpoint stalls what waits and what comes, and keeps its packets', () => {
    const { packets, answers } = queue()
    packets.submit(1, 64)
    packets.halt(true)
    packets.send(bytes(5))
    packets.submit(2, 64)
    packets.halt(false)
    packets.submit(3, 64)
    expect(answers).toEqual([
      [1, -32, 0],
      [2, -32, 0],
      [3, 0, 5],
    ])
  })

  test('forgets what nobody read', () => {
    const { packets, answers } = queue()
    packets.send(bytes(5))
    packets.flush()
    packets.submit(1, 64)
    expect(answers).toEqual([])
  })
})
