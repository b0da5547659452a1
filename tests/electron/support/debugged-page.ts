import { once } from 'node:events'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'

const Targets = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }))
const Answer = z.object({
  id: z.literal(1),
  result: z.object({ result: z.object({ value: z.unknown().optional() }) }),
})

/**
 * A page of a packaged program. Playwright's own way in needs the inspector that the fuses have closed; Chromium's
 * debugging port is a switch of the command line and speaks its protocol.
 */
export class DebuggedPage {
  readonly #address: string

  private constructor(address: string) {
    this.#address = address
  }

  /** The first page of a program started with `--remote-debugging-port=0`; `said` = what it wrote so far. */
  static async of(said: () => string): Promise<DebuggedPage> {
    const listening = /DevTools listening on ws:\/\/([^/]+)\//
    await expect.poll(said, { timeout: 60_000 }).toMatch(listening)
    const port = listening.exec(said())?.[1] ?? ''
    for (;;) {
      const targets = Targets.parse(await (await fetch(`http://${port}/json/list`)).json())
      const page = targets.find(({ type }) => type === 'page')
      if (page !== undefined) return new DebuggedPage(page.webSocketDebuggerUrl)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Value of an expression in the page; undefined when the page closes over it. */
  async evaluate(expression: string): Promise<unknown> {
    const socket = new WebSocket(this.#address)
    await once(socket, 'open')
    socket.send(
      JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }),
    )
    const [data] = (await Promise.race([
      once(socket, 'message'),
      once(socket, 'close').then(() => []),
    ])) as unknown[]
    socket.terminate()
    return data instanceof Buffer ? Answer.parse(JSON.parse(data.toString())).result.result.value : undefined
  }
}
