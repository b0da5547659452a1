import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serveWeb, type WebHost, type WebHostOptions } from '../../main/serve.ts'
import { smallApp } from './support/small-app.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self' ws://HOST; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

let folder = ''
let hosts: WebHost[] = []

beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'isochrome-serve-'))
  folder = join(parent, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Isochrome</title>')
  writeFileSync(join(folder, 'assets/app-1a2b.js'), 'export {}')
  writeFileSync(join(parent, 'secret.json'), '{"secret": true}')
})
afterEach(async () => {
  for (const host of hosts) await host.close()
  hosts = []
})
afterAll(() => {
  rmSync(join(folder, '..'), { recursive: true })
})

async function serve(options: Partial<WebHostOptions> = {}): Promise<WebHost> {
  const host = await serveWeb({ router: smallApp().router, pageFolder: folder, port: 0, ...options })
  hosts.push(host)
  return host
}

/** One request exactly as written: no library may tidy the path or the headers. */
async function ask(host: WebHost, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { hostname, port } = new URL(host.origin)
  const sent = request({ hostname, port, path, method, headers, agent: false })
  sent.end()
  const [response] = (await once(sent, 'response')) as [
    AsyncIterable<Buffer> & { statusCode: number; headers: Record<string, string | undefined> },
  ]
  let text = ''
  for await (const part of response) text += part.toString()
  return { status: response.statusCode, headers: response.headers, text }
}

describe('web host, over HTTP', () => {
  it('listens on loopback and gives an address with a long random token', async () => {
    const first = await serve()
    const second = await serve()
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/)
    expect(first.token).not.toBe(second.token)
  })

  it('serves the page under the policy of both shells', async () => {
    const host = await serve()
    const { status, headers, text } = await ask(host, '/')
    expect(status).toBe(200)
    expect(text).toContain('<title>Isochrome</title>')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toBe(POLICY.replace('HOST', new URL(host.origin).host))
    expect(headers['cache-control']).toBe('no-store')
    expect((await ask(host, '/assets/app-1a2b.js')).headers['cache-control']).toContain('immutable')
  })

  it.each([
    ['/', 'GET', {}, 200],
    ['/missing.js', 'GET', {}, 404],
    ['/', 'POST', {}, 405],
    ['/', 'GET', { host: 'evil.example' }, 403],
  ])('sends every security header with %s %s %j', async (path, method, headers, status) => {
    const answer = await ask(await serve(), path, headers, method)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    // No other page may read an answer.
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  it('answers HEAD without a body', async () => {
    const { status, headers, text } = await ask(await serve(), '/', {}, 'HEAD')
    expect([status, text]).toEqual([200, ''])
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '//',
  ])('gives nothing outside the page: %s', async (path) => {
    const { status, text } = await ask(await serve(), path)
    expect(status).toBe(404)
    expect(text).not.toContain('secret')
  })

  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost'])(
    'serves nobody who calls it %s',
    async (name) => {
      const { status, text } = await ask(await serve(), '/', { host: name })
      expect(status).toBe(403)
      expect(text).not.toContain('Isochrome')
    },
  )

  it('is also called localhost', async () => {
    const host = await serve()
    expect((await ask(host, '/', { host: `localhost:${new URL(host.origin).port}` })).status).toBe(200)
  })

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    [
      'a target that is no address',
      'GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    [
      'an upgrade without a key',
      'GET /rpc HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
  ])('outlives %s', async (_name, bytes) => {
    const host = await serve()
    const { hostname, port, host: name } = new URL(host.origin)
    const socket = connect(Number(port), hostname)
    socket.write(bytes.replace('HOST', name))
    socket.resume()
    await once(socket, 'close')
    expect((await ask(host, '/')).status).toBe(200)
  })

  it('says that the port is in use, and what to do', async () => {
    const port = Number(new URL((await serve()).origin).port)
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'BUSY',
      data: { happened: `Another program listens on 127.0.0.1:${String(port)}.` },
    })
  })

  it('says that the address is none of this computer', async () => {
    await expect(serve({ address: '192.0.2.1' })).rejects.toMatchObject({ code: 'PERMISSION' })
  })
})
