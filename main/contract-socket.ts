import { WebSocket } from 'ws'
import { isFrame } from './wire-guard.ts'

/** RFC 6455 section 7.4.1: the message violates the policy of the receiver. */
const POLICY_VIOLATION = 1008

/** A WebSocket that takes messages of the contract alone: any other ends the connection and reaches nobody. */
export class ContractSocket extends WebSocket {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'message' || isFrame(textOf(args))) return super.emit(event, ...args)
    this.close(POLICY_VIOLATION, 'Not a message of this contract.')
    return true
  }

  /** Resolves once the message has gone to the system, so that a slow reader is waited for instead of queued for. */
  written(message: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      // A message that cannot be sent any more belongs to a closed connection, whose streams end by that.
      this.send(message, () => resolve())
    })
  }
}

/** Text of a `message` event, undefined for a binary one. */
function textOf([data, isBinary]: unknown[]): string | undefined {
  return isBinary === false && data instanceof Buffer ? data.toString('utf8') : undefined
}
