import { isEnabled, type Command } from './command.ts'

const RECENT = 6

/** Every command there is, and the last ones used. */
export class CommandRegistry {
  #sets = $state.raw<readonly (readonly Command[])[]>([])
  #recent = $state.raw<readonly string[]>([])
  readonly all = $derived(this.#sets.flat())

  /** Adds commands; the returned function takes them away again. @throws Error when an id is taken. */
  register(commands: readonly Command[]): () => void {
    for (const command of commands)
      if (this.find(command.id) !== undefined) throw new Error(`Two commands are called ${command.id}.`)
    this.#sets = [...this.#sets, commands]
    return () => {
      this.#sets = this.#sets.filter((set) => set !== commands)
    }
  }

  find(id: string): Command | undefined {
    for (const set of this.#sets) for (const command of set) if (command.id === id) return command
    return undefined
  }

  /** The commands of a view and the global ones. */
  of(view: string): Command[] {
    return this.all.filter((command) => command.context === view || command.context === 'global')
  }

  /** The last commands used, newest first. */
  get recent(): Command[] {
    return this.#recent.map((id) => this.find(id)).filter((command) => command !== undefined)
  }

  /** Runs a command unless it is disabled; true when it ran. */
  run(id: string): boolean {
    const command = this.find(id)
    if (command === undefined || !isEnabled(command)) return false
    if (command.quiet !== true)
      this.#recent = [id, ...this.#recent.filter((old) => old !== id)].slice(0, RECENT)
    command.run()
    return true
  }
}
