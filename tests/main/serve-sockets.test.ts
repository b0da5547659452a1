import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { serveWeb, type WebHost, type WebHostOptions } from '../../main/serve.ts'
import { smallApp } from './support/small-app.ts'
import { clientOver, pageSocket, refusal, type Deviation } from './support/socket-client.ts'

let hosts: WebHost[] = []
afterEach(async () => {
  for (const host of hosts) await host.close()
  hosts = []
})

async function serve(options: Partial<WebHostOptions> = {}) {
  const app = smallApp()
  const host = await serveWeb({ router: app.router, pageFolder: import.meta.dirname, port: 0, ...options })
  hosts.push(host)
  return { ...app, host }
}

describe('web host, over WebSocket', () => {
  it('speaks the contract with the page that has the token', async () => {
    const { host } = await serve()
    const socket = pageSocket(host)
    expect((await clientOver(socket).app.about({})).version).toBe('1.2.3')
    expect(socket.protocol).toBe('isochrome')
  })

  it('carries arrays of numbers and typed errors', async () => {
    const { host } = await serve()
    const client = clientOver(pageSocket(host))
    const table = { ids: ['a'], wavelengthNm: Float64Array.of(400, 410), values: Float64Array.of(1 / 3, 0) }
    const imported = await client.session.import({ name: 'x', spectrometer: table, reference: table })
    expect(imported.sentence).toBe(String(1 / 3))
    await expect(client.model.rollback({})).rejects.toMatchObject({
      code: 'PROBLEM',
      data: { code: 'MODEL_MISSING', next: 'Train another one.' },
    })
  })

  it.each<[string, Deviation, number]>([
    ['without an origin', { origin: undefined }, 403],
    ['from another page', { origin: 'http://evil.example' }, 403],
    ['from a local file', { origin: 'null' }, 403],
    ['under another name', { options: { headers: { host: 'evil.example' } } }, 403],
    ['with a wrong token', { protocols: ['isochrome', 'wrong'] }, 401],
    ['without a token', { protocols: ['isochrome'] }, 401],
    ['without a subprotocol', { protocols: [] }, 401],
    ['at another path', { path: '/socket' }, 404],
  ])('refuses a connection %s', async (_name, deviation, status) => {
    const { host } = await serve()
    const answer = await refusal(pageSocket(host, deviation))
    expect(answer.status).toBe(status)
    expect(answer.text).not.toBe('')
    expect(answer.text).not.toContain(host.token)
  })

  it("runs the server's finally when the page closes a stream, and goes on", async () => {
    const { host, until, stream } = await serve()
    const client = clientOver(pageSocket(host))
    const controller = new AbortController()
    const notices = await client.app.notices({}, { signal: controller.signal })
    await notices.next()
    await notices.return()
    await until((record) => record.ended === 1)
    expect(stream.opened).toBe(1)
    expect((await client.app.about({})).version).toBe('1.2.3')
  })

  it("runs the server's finally when the page is gone", async () => {
    const { host, until } = await serve()
    const socket = pageSocket(host)
    await (await clientOver(socket).app.notices({})).next()
    socket.terminate()
    await until((record) => record.ended === 1)
  })

  it('ends every stream when the host closes', async () => {
    const { host, until, stream } = await serve()
    const sockets = [pageSocket(host), pageSocket(host)]
    for (const socket of sockets) await (await clientOver(socket).app.notices({})).next()
    const closed = sockets.map((socket) => once(socket, 'close'))
    await host.close()
    await Promise.all(closed)
    await until((record) => record.ended === 2)
    expect(stream.opened).toBe(2)
    await expect(fetch(host.origin)).rejects.toThrow()
  })

  it('ends the streams of a page that no longer answers', async () => {
    const { host, until } = await serve({ pingMs: 20 })
    const socket = pageSocket(host, { options: { autoPong: false } })
    const closed = once(socket, 'close')
    await (await clientOver(socket).app.notices({})).next()
    await until((record) => record.ended === 1)
    await closed
  })

  it('keeps a page that answers', async () => {
    const { host, stream } = await serve({ pingMs: 500 })
    const socket = pageSocket(host)
    const notices = await clientOver(socket).app.notices({})
    let pings = 0
    socket.on('ping', () => pings++)
    while (pings < 3) await notices.next()
    expect(stream.ended).toBe(0)
  })

  it('ends a connection that sends too much, and nothing else', async () => {
    const { host } = await serve({ maxMessageBytes: 10_000 })
    const greedy = pageSocket(host)
    await once(greedy, 'open')
    greedy.send('x'.repeat(10_001))
    const [code] = (await once(greedy, 'close')) as [number]
    expect(code).toBe(1009)
    expect((await clientOver(pageSocket(host)).app.about({})).version).toBe('1.2.3')
  })

  it.each([
    ['text that is no JSON', 'hello'],
    ['JSON of another form', '{"hello":1}'],
    ['a call without an address', '{"i":"1","p":{}}'],
    ['a call to another host', '{"i":"1","p":{"u":"http://example.org/app/about"}}'],
    ['bytes', Buffer.from([0, 255, 1])],
  ])('ends a connection that sends %s', async (_name, message) => {
    const { host } = await serve()
    const socket = pageSocket(host)
    await once(socket, 'open')
    socket.send(message)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
  })

  it('refuses a call with wrong input by name, without a stack', async () => {
    const { host } = await serve()
    const client = clientOver(pageSocket(host))
    const call = client.session.import({ name: 7 } as unknown as Parameters<typeof client.session.import>[0])
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(call).rejects.not.toHaveProperty('data.stack')
  })

  it('waits for a reader that does not read instead of queueing for it', async () => {
    const app = smallApp({ noticeText: 'x'.repeat(1_000_000) })
    const host = await serveWeb({ router: app.router, pageFolder: import.meta.dirname, port: 0 })
    hosts.push(host)
    const socket = pageSocket(host)
    const notices = await clientOver(socket).app.notices({})
    await notices.next()
    socket.pause()
    // A host that queued would be asked hundreds of times meanwhile; a slow machine asks less often, never more.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const asked = app.stream.asked
    expect(asked).toBeLessThan(30)
    socket.resume()
    await app.until((record) => record.asked > asked + 3)
  })
})
