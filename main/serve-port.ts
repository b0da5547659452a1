import { RPCHandler } from '@orpc/server/message-port'
import type { AnyRouter } from '@orpc/server'
import { wireSerializers } from '../contract/wire.ts'
import { isFrame } from './wire-guard.ts'

/** The end of a message channel that the bench holds: Electron's MessagePortMain has this form. */
export interface ServedPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
}

/**
 * Speaks the contract over a port until its other end is gone; open streams then end. A message that is none of
 * the contract's is dropped: it must not end the process that measures.
 */
export function servePort(router: AnyRouter, port: ServedPort): void {
  new RPCHandler(router, { customJsonSerializers: wireSerializers }).upgrade({
    on: (event: string, listener: (event?: { data: unknown }) => void) => {
      if (event === 'close') port.on('close', listener)
      else
        port.on('message', (message) => {
          if (isFrame(message.data)) listener(message)
        })
    },
    postMessage: (message: unknown) => {
      port.postMessage(message)
    },
  })
  port.start()
}
