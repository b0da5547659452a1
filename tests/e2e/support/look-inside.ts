import type { AppClient } from '../../../core/app.ts'
import { clientOver, pageSocket } from '../../main/support/socket-client.ts'

/** Asks the running program what it has stored, over a second connection beside the window's. */
export async function lookInside<T>(url: string, ask: (client: AppClient) => Promise<T>): Promise<T> {
  const { origin, hash } = new URL(url)
  const socket = pageSocket({ origin, token: hash.replace('#token=', '') })
  try {
    return await ask(clientOver(socket))
  } finally {
    socket.close()
  }
}
