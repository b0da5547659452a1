import { timingSafeEqual, createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request may not come in, with the status to answer. */
export interface Refusal {
  readonly status: 401 | 403
  readonly reason: string
}

/** Path of a request; undefined where its target is none, for example `//`. */
export function pathOf(request: IncomingMessage): string | undefined {
  try {
    return new URL(request.url ?? '/', 'http://host').pathname
  } catch {
    return undefined // URL throws for what is no address
  }
}

/**
 * Checks the Host header against the host's own address, so that a foreign name that resolves to
 * loopback (DNS rebinding) gets nothing.
 */
export function refuseHost(request: IncomingMessage, allowed: readonly string[]): Refusal | undefined {
  const host = request.headers.host?.toLowerCase()
  if (host !== undefined && allowed.includes(host)) return undefined
  return { status: 403, reason: 'This address is not served under that name.' }
}

/** Checks the Origin of an upgrade: the page itself, nothing else; and the token offered as second subprotocol. */
export function refuseSocket(
  request: IncomingMessage,
  allowed: readonly string[],
  token: string,
): Refusal | undefined {
  const wrongHost = refuseHost(request, allowed)
  if (wrongHost !== undefined) return wrongHost
  const origin = originHost(request.headers.origin)
  if (origin === undefined || !allowed.includes(origin))
    return { status: 403, reason: 'Only the page of this host may connect.' }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
  if (offered[0] !== 'isochrome' || !sameSecret(offered[1] ?? '', token))
    return { status: 401, reason: 'The token is missing or wrong.' }
  return undefined
}

function originHost(origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined
  try {
    const url = new URL(origin)
    return url.protocol === 'http:' ? url.host.toLowerCase() : undefined
  } catch {
    return undefined // 'null' and malformed origins
  }
}

function sameSecret(offered: string, token: string): boolean {
  const digest = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest())
  return timingSafeEqual(digest(offered), digest(token))
}
