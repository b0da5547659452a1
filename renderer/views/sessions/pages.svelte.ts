/** Rows of one page. */
const PAGE = 200

interface Page<Row> {
  readonly total: number
  readonly rows: readonly Row[]
}
type Fetch<Row> = (offset: number, limit: number) => Promise<Page<Row>>

/** A long list that is fetched page by page as it is looked at. */
export class Pages<Row> {
  total = $state(0)
  loading = $state(true)
  #rows = $state.raw<Readonly<Record<number, readonly Row[]>>>({})
  #asked: Record<number, Promise<void>> = {}
  #fetch: Fetch<Row> | undefined
  #version = 0

  /** Begins another list: nothing is known of it yet. */
  open(fetch: Fetch<Row>): void {
    this.#fetch = fetch
    this.#version++
    this.#asked = {}
    this.#rows = {}
    this.total = 0
    this.loading = true
  }

  /** Row at an index, or undefined while its page is not here. */
  at(index: number): Row | undefined {
    return this.#rows[Math.floor(index / PAGE)]?.[index % PAGE]
  }

  /** Index of the first known row that fits; -1 when none does. */
  indexOf(fits: (row: Row) => boolean): number {
    for (const [page, rows] of Object.entries(this.#rows)) {
      const at = rows.findIndex(fits)
      if (at >= 0) return Number(page) * PAGE + at
    }
    return -1
  }

  /** Fetches what is missing of [first, end). */
  async need(first: number, end: number): Promise<void> {
    const from = Math.max(0, Math.floor(first / PAGE))
    const to = Math.max(from, Math.floor((end - 1) / PAGE))
    await Promise.all(Array.from({ length: to - from + 1 }, (_, i) => this.#page(from + i)))
  }

  /** Fetches every known page again; the old rows stay until the new ones are here. */
  async renew(): Promise<void> {
    const known = Object.keys(this.#rows).map(Number)
    this.#version++
    this.#asked = {}
    await Promise.all((known.length === 0 ? [0] : known).map((page) => this.#page(page)))
  }

  #page(page: number): Promise<void> {
    const asked = this.#asked[page]
    if (asked !== undefined) return asked
    const version = this.#version
    const request = this.#load(page, version)
    this.#asked[page] = request
    return request
  }

  async #load(page: number, version: number): Promise<void> {
    if (this.#fetch === undefined) return
    try {
      const got = await this.#fetch(page * PAGE, PAGE)
      if (version !== this.#version) return
      this.total = got.total
      this.#rows = { ...this.#rows, [page]: got.rows }
    } catch (error) {
      // A page that failed may be asked for again.
      if (version === this.#version) this.#asked = omit(this.#asked, page)
      throw error
    } finally {
      if (version === this.#version) this.loading = false
    }
  }
}

const omit = <T>(record: Record<number, T>, key: number): Record<number, T> =>
  Object.fromEntries(Object.entries(record).filter(([other]) => Number(other) !== key))
