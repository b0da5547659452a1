import { describe, expect, it } from 'vitest'
import { smallApp } from './support/small-app.ts'
import { clientOverPort } from './support/port-client.ts'

describe('contract over a port', () => {
  it('answers calls, carries arrays and typed errors', async () => {
    const { client, port } = clientOverPort(smallApp().router)
    const table = { ids: ['a'], wavelengthNm: Float64Array.of(400, 410), values: Float64Array.of(1 / 3, 0) }
    const imported = await client.session.import({ name: 'x', spectrometer: table, reference: table })
    expect(imported.sentence).toBe(String(1 / 3))
    await expect(client.model.rollback({})).rejects.toMatchObject({ data: { code: 'MODEL_MISSING' } })
    port.close()
  })

  it("runs the server's finally when the page closes a stream, and when its port is gone", async () => {
    const app = smallApp()
    const { client, port } = clientOverPort(app.router)
    const first = await client.app.notices({})
    await first.next()
    await first.return()
    await app.until((record) => record.ended === 1)
    await (await client.app.notices({})).next()
    port.close()
    await app.until((record) => record.ended === 2)
  })

  it('drops what is no message of the contract and goes on', async () => {
    const { client, port } = clientOverPort(smallApp().router)
    const rubbish: unknown[] = [
      'hello',
      '{"i":"1"}',
      '{"i":"1","p":{"u":7}}',
      '[]',
      7,
      null,
      new Uint8Array(3),
      {},
    ]
    for (const message of [...rubbish, { i: '1', p: { u: '/app/about' } }]) port.postMessage(message)
    expect((await client.app.about({})).version).toBe('1.2.3')
    port.close()
  })

  it('answers a call that does not exist', async () => {
    const { port } = clientOverPort(smallApp().router)
    const answer = new Promise<string>((resolve) => port.on('message', resolve))
    port.postMessage('{"i":"9","p":{"u":"/app/erase"}}')
    expect(JSON.parse(await answer)).toMatchObject({ i: '9', p: { s: 404 } })
    port.close()
  })
})
