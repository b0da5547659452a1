/** A running program reached through Node's inspector: in a test it does what otherwise only a failing machine does. */
export class Inspector {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, () => void>()
  readonly #workers = new Set<string>()
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)))
  }

  static async attach(url: string): Promise<Inspector> {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return new Inspector(socket)
  }

  /** Lets the clock of the computer jump ahead, as when it wakes up after so long a sleep. */
  async sleepMinutes(minutes: number): Promise<void> {
    const expression = `{ const now = Date.now; Date.now = () => now() + ${String(minutes * 60_000)} }`
    await this.#ask('Runtime.evaluate', { expression })
  }

  /** Ends every thread beside the first, wherever it is in its work. Returns how many there were. */
  async endThreads(): Promise<number> {
    this.#workers.clear()
    await this.#ask('NodeWorker.enable', { waitForDebuggerOnStart: false })
    const ended = [...this.#workers]
    const message = JSON.stringify({
      id: 1,
      method: 'Runtime.evaluate',
      params: { expression: 'process.exit(9)' },
    })
    for (const sessionId of ended) await this.#ask('NodeWorker.sendMessageToWorker', { sessionId, message })
    return ended.length
  }

  close(): void {
    this.#socket.close()
  }

  #ask(method: string, params: object): Promise<void> {
    const id = ++this.#last
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  #hear(text: string): void {
    const said = JSON.parse(text) as { id?: number; method?: string; params?: { sessionId?: string } }
    if (said.method === 'NodeWorker.attachedToWorker' && said.params?.sessionId !== undefined)
      this.#workers.add(said.params.sessionId)
    if (said.id === undefined) return
    this.#waiting.get(said.id)?.()
    this.#waiting.delete(said.id)
  }
}
