/** Which patch is next: what the operator asked for, then what is unread in reading order, then what is to be repeated. */
export class ScanQueue {
  #pending: string[]
  #urgent: string[] = []
  #repeats: string[] = []
  readonly #attempts = new Map<string, number>()
  readonly #skipped = new Set<string>()
  #white = false
  #dark = false

  constructor(pending: readonly string[]) {
    this.#pending = [...pending]
  }

  /** Patches that will be measured again. */
  get repeats(): ReadonlySet<string> {
    return new Set([...this.#urgent, ...this.#repeats])
  }

  /** Patches not taken yet, repeats included. */
  get left(): number {
    return this.#pending.length + this.#urgent.length + this.#repeats.length
  }

  /** Takes the next patch. */
  take(): string | undefined {
    return this.#urgent.shift() ?? this.#pending.shift() ?? this.#repeats.shift()
  }

  /** Puts a patch back in front: its pair could not be completed. */
  putBack(patch: string): void {
    this.#urgent.unshift(patch)
  }

  /** Goes on at a patch; what lies before it comes at the end of the round. */
  jump(patch: string): void {
    const at = this.#pending.indexOf(patch)
    if (at >= 0) this.#pending = [...this.#pending.slice(at), ...this.#pending.slice(0, at)]
    else this.putBack(patch)
  }

  /** Measures patches (again), before anything else. */
  repeat(patches: readonly string[]): void {
    const added = patches.filter((patch) => !this.#urgent.includes(patch))
    this.#pending = this.#pending.filter((patch) => !added.includes(patch))
    this.#repeats = this.#repeats.filter((patch) => !added.includes(patch))
    this.#urgent.push(...added)
  }

  /** A patch became unread again (undo): it is read with the repeats, unless the operator skipped it. */
  reopen(patch: string): void {
    if (!this.#skipped.has(patch) && !this.repeats.has(patch) && !this.#pending.includes(patch))
      this.#repeats.push(patch)
  }

  /** A patch that is read after all (redo) need not come again. */
  drop(patch: string): void {
    this.#pending = this.#pending.filter((other) => other !== patch)
    this.#repeats = this.#repeats.filter((other) => other !== patch)
  }

  /** Counts an attempt at a patch; returns how many there were. */
  attempted(patch: string): number {
    const attempts = (this.#attempts.get(patch) ?? 0) + 1
    this.#attempts.set(patch, attempts)
    return attempts
  }

  /** Repeats a refused patch at the end, as long as it had fewer than `attempts`. */
  refused(patch: string, attempts: number): boolean {
    const again = (this.#attempts.get(patch) ?? 0) < attempts && !this.#repeats.includes(patch)
    if (again) this.#repeats.push(patch)
    return again
  }

  skip(patch: string): void {
    this.#skipped.add(patch)
  }

  /** The operator wants new references before the next patch. */
  want(kind: 'dark' | 'white'): void {
    if (kind === 'white') this.#white = true
    else this.#dark = true
  }

  /** What was wanted, once. */
  wanted(): 'dark' | 'white' | undefined {
    const kind = this.#white ? 'white' : this.#dark ? 'dark' : undefined
    if (kind === 'white') this.#white = false
    this.#dark = false
    return kind
  }
}
