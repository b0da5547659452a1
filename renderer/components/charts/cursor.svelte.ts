import type { Range } from './scales.ts'

/** Crosshair shared by all charts of a view: one x, hovering or pinned. */
export class Cursor {
  x = $state<number | undefined>(undefined)
  pinned = $state(false)

  hover(x: number | undefined): void {
    if (!this.pinned) this.x = x
  }

  /** A click pins the crosshair where it is, the next lets it go. */
  toggle(x: number): void {
    this.pinned = !this.pinned
    this.x = x
  }

  clear(): void {
    this.pinned = false
    this.x = undefined
  }
}

/** What part of the axes a chart shows. Charts of a view share x: `new Viewport(first)` follows the first in x only. */
export class Viewport {
  #x = $state.raw<Range | undefined>(undefined)
  /** Set by hand: the axis no longer follows the data ("y locked"). */
  y = $state.raw<Range | undefined>(undefined)
  #first: Viewport | undefined

  constructor(first?: Viewport) {
    this.#first = first
  }

  get x(): Range | undefined {
    return this.#first === undefined ? this.#x : this.#first.x
  }

  set x(range: Range | undefined) {
    if (this.#first === undefined) this.#x = range
    else this.#first.x = range
  }

  reset(): void {
    this.x = undefined
    this.y = undefined
  }
}
