import { problemDataOf } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { Plate } from '../../contract/plate.ts'
import type { Session } from '../../contract/session.ts'
import { isoTime } from '../async.ts'
import type { Clock } from '../async.ts'
import type { ExposureDesk } from '../exposure.ts'
import { References, loadReferences } from '../references.ts'
import type { Store } from '../store/interface.ts'

/** Model name of the "instrument" of an imported session; nothing is measured into such a session. */
export const FILE_INSTRUMENT = 'File'

/** What is kept at hand of the session that lies on the desk. */
export interface OpenSession {
  readonly id: number
  name: string
  readonly started: string
  readonly simulated: boolean
  readonly references: References
}

const NO_REFERENCES = new References()
/** A session begun longer ago is not gone on with unasked. */
const TAKEN_UP_MS = 24 * 3_600_000

/** The session that readings go into, with its references. */
export class Desk {
  readonly #store: Store
  readonly #clock: Clock
  readonly #exposure: ExposureDesk
  readonly #changed: () => void
  readonly #plates = new Map<number, Plate | undefined>()
  #open: OpenSession | undefined
  #meant: number | undefined
  #lastPlate: Plate | undefined

  /** Takes up the newest session that was measured, so that an interrupted scan goes on with its references. */
  constructor(parts: {
    store: Store
    clock: Clock
    exposure: ExposureDesk
    changed: () => void
    /** A session that cannot be taken up is told, not fatal. */
    failed: (problem: ProblemData) => void
  }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#exposure = parts.exposure
    this.#changed = parts.changed
    const latest = parts.store.latestSession()
    if (!latest || isImported(latest) || parts.clock.now() - Date.parse(latest.started) > TAKEN_UP_MS) return
    try {
      this.#open = this.#load(latest)
      this.#lastPlate = this.plate(latest.id)
    } catch (error) {
      parts.failed(problemDataOf(error))
    }
  }

  get current(): OpenSession | undefined {
    return this.#open
  }

  /** References of the current session; empty ones while there is none. */
  get references(): References {
    return this.#open?.references ?? NO_REFERENCES
  }

  /** The session meant when none is named: the one worked with last, else the newest. */
  meant(session: number | undefined): number | undefined {
    return session ?? this.#meant ?? this.#store.latestSession()?.id
  }

  /** From now on this session is meant when none is named. */
  mean(session: number): void {
    this.#meant = session
  }

  /** @throws Problem NOT_FOUND */
  open(id: number): OpenSession {
    if (this.#open?.id !== id) this.#open = this.#load(this.#store.getSession(id))
    this.#meant = this.#open.id
    this.#changed()
    return this.#open
  }

  /** Looks up again which dark and white count: one was undone or redone. */
  reconsiderReferences(): void {
    if (this.#open === undefined) return
    const { references, id } = this.#open
    const before = references.white?.id
    references.take(loadReferences(this.#store, id))
    const { white } = references
    if (white && white.id !== before) this.#exposure.change({ integrationMs: white.integrationMs })
  }

  create(options: { name?: string | undefined; simulated: boolean; plate?: Plate }): OpenSession {
    const started = isoTime(this.#clock)
    const name = options.name?.trim() ?? ''
    const session = this.#store.createSession({
      name: name === '' ? `Session ${started.slice(0, 16).replace('T', ' ')}` : name,
      started,
      simulated: options.simulated,
      ...(options.plate ? { plate: options.plate } : {}),
    })
    this.#open = this.#load(session)
    this.#meant = this.#open.id
    this.#changed()
    return this.#open
  }

  /** The session to measure into; a new one when there is none. */
  ensure(simulated: boolean): OpenSession {
    // Simulated and real readings never share a session.
    if (this.#open?.simulated !== simulated) return this.create({ simulated })
    this.#meant = this.#open.id
    return this.#open
  }

  /** The plate that was laid last: where it lies does not change with the session. */
  get lastPlate(): Plate | undefined {
    return this.#lastPlate
  }

  /** The plate of a session, read from the store once. */
  plate(session: number): Plate | undefined {
    if (!this.#plates.has(session)) this.#plates.set(session, this.#store.sessionPlate(session))
    return this.#plates.get(session)
  }

  setPlate(session: number, plate: Plate): void {
    this.#store.setSessionPlate(session, plate)
    this.#plates.set(session, plate)
    this.#lastPlate = plate
  }

  rename(session: number, words: Parameters<Store['renameSession']>[1]): void {
    this.#store.renameSession(session, words)
    if (this.#open?.id === session) this.#open.name = words.name
    this.#changed()
  }

  #load(session: Session): OpenSession {
    const references = loadReferences(this.#store, session.id)
    // The white was taken at this exposure: readings at another one could not use it.
    if (references.white) this.#exposure.change({ integrationMs: references.white.integrationMs })
    const { id, name, started, simulated } = session
    return { id, name, started, simulated, references }
  }
}

/** Whether a session came from files. */
export const isImported = (session: Session): boolean =>
  session.instruments.some((name) => name.startsWith(`${FILE_INSTRUMENT} `))
