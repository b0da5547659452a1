import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { refuseHost, refuseSocket } from '../../main/web-guard.ts'

const allowed = ['127.0.0.1:8137', 'localhost:8137']
const request = (headers: Record<string, string>): IncomingMessage =>
  ({ headers }) as unknown as IncomingMessage
const good = {
  host: '127.0.0.1:8137',
  origin: 'http://127.0.0.1:8137',
  'sec-websocket-protocol': 'isochrome, secret',
}

describe('who may reach the web host', () => {
  it('lets the page with the token in', () => {
    expect(refuseSocket(request(good), allowed, 'secret')).toBeUndefined()
    expect(
      refuseSocket(
        request({ ...good, host: 'LOCALHOST:8137', origin: 'http://localhost:8137' }),
        allowed,
        'secret',
      ),
    ).toBeUndefined()
  })

  it('refuses a name that merely resolves to this computer', () => {
    expect(refuseHost(request({ host: 'evil.example:8137' }), allowed)?.status).toBe(403)
    expect(refuseHost(request({ host: '127.0.0.1' }), allowed)?.status).toBe(403)
    expect(refuseHost(request({}), allowed)?.status).toBe(403)
  })

  it.each([
    ['http://evil.example'],
    ['null'],
    ['https://127.0.0.1:8137'],
    ['http://127.0.0.1:8138'],
    ['http://127.0.0.1:8137.evil.example'],
    ['app://isochrome'],
    [''],
  ])('refuses the origin %j', (origin) => {
    expect(refuseSocket(request({ ...good, origin }), allowed, 'secret')?.status).toBe(403)
  })

  it('refuses a socket without origin, as no browser opens one', () => {
    expect(
      refuseSocket(
        request({ host: good.host, 'sec-websocket-protocol': 'isochrome, secret' }),
        allowed,
        'secret',
      )?.status,
    ).toBe(403)
  })

  it.each([
    ['isochrome'],
    ['isochrome, Secret'],
    ['isochrome, secre'],
    ['secret, isochrome'],
    [''],
    ['other, secret'],
  ])('refuses the subprotocols %j', (offered) => {
    expect(
      refuseSocket(request({ ...good, 'sec-websocket-protocol': offered }), allowed, 'secret')?.status,
    ).toBe(401)
  })
})
