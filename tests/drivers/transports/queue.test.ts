import { describe, expect, test } from 'vitest'
import { lost } from '../../../drivers/problems.ts'
import { receiveQueue } from '../../../drivers/transports/queue.ts'
import { failure, PATIENT } from '../io.ts'

describe('receive queue', () => {
  test('what came before the end is still delivered', async () => {
    const queue = receiveQueue()
    queue.push(Uint8Array.of(1))
    queue.push(Uint8Array.of(2))
    queue.end(lost('here'))
    queue.push(Uint8Array.of(3))
    expect([...(await queue.take(PATIENT))]).toEqual([1, 2])
    expect(await failure(queue.take(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
  })

  test('a flood that nobody reads is forgotten and said, once', async () => {
    const queue = receiveQueue()
    for (let i = 0; i < 20; i++) queue.push(new Uint8Array(1024 * 1024))
    queue.discard()
    for (let i = 0; i < 9; i++) queue.push(new Uint8Array(1024 * 1024))
    expect(await failure(queue.take(PATIENT))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    queue.push(Uint8Array.of(5))
    expect([...(await queue.take(PATIENT))]).toEqual([5])
  })

  test('two readers are a mistake of the program', async () => {
    const queue = receiveQueue()
    const first = queue.take(PATIENT)
    expect(await failure(queue.take(PATIENT))).toMatchObject({ message: 'two readers on one stream' })
    queue.push(Uint8Array.of(1))
    expect([...(await first)]).toEqual([1])
  })

  test('shutting tells no listener, ending tells each once', () => {
    let told = 0
    const shut = receiveQueue()
    shut.onEnd(() => told++)
    shut.shut(lost('here'))
    expect(told).toBe(0)
    const ended = receiveQueue()
    ended.onEnd(() => told++)
    const forget = ended.onEnd(() => (told += 10))
    forget()
    ended.end(lost('here'))
    ended.end(lost('here'))
    expect(told).toBe(1)
  })
})
