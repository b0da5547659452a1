import { Problem, problemDataOf } from '../contract/errors.ts'
import type { ProblemData } from '../contract/errors.ts'
import type { ModelCard } from '../contract/model.ts'
import type { CorrectedReflectance, Domain, Reflectance } from '../contract/spectrum.ts'
import type { Matrix, OpenModel } from '../model/service.ts'
import type { Clock } from './async.ts'
import type { Matrix3 } from '../model/tristimulus/matrix3.ts'
import { isMatrixMethod } from '../model/tristimulus/methods.ts'
import { Matrices } from './matrices.ts'
import { modelPart, onModelAxis } from './model-axis.ts'
import type { Shelf } from './shelf.ts'
import type { Store } from './store/interface.ts'

const RETRY_MS = 2_000

/** What the active model makes of a spectrum; without a corrected spectrum `domainDetail` says why. */
export interface Corrected {
  readonly corrected?: CorrectedReflectance
  /** Bands of `corrected` in nm: those of the reading that the model covers. */
  readonly wavelengthNm?: Float64Array
  readonly interval?: Float64Array
  readonly domain: Domain
  readonly domainDetail: string
  readonly model?: string
  /** Of a model that corrects X, Y and Z only: there is no corrected spectrum then. */
  readonly matrix?: Matrix3
}

/**
 * The model that corrects what is shown. A worker that dies costs the corrected trace for some seconds,
 * never the raw one.
 */
export class ActiveModel {
  readonly #store: Store
  readonly #shelf: Shelf
  readonly #matrices: Matrices
  readonly #clock: Clock
  readonly #failed: (problem: ProblemData) => void
  #card: ModelCard | undefined
  #retryAt = 0

  constructor(parts: { store: Store; shelf: Shelf; clock: Clock; failed: (problem: ProblemData) => void }) {
    this.#store = parts.store
    this.#shelf = parts.shelf
    this.#matrices = new Matrices(parts.store)
    this.#clock = parts.clock
    this.#failed = parts.failed
    this.#card = parts.store.activeModel()
  }

  get card(): ModelCard | undefined {
    return this.#card
  }

  /** The matrix, where the active model corrects X, Y and Z only and can be read. */
  get matrix(): Matrix3 | undefined {
    const card = this.#card
    if (!card || this.#clock.now() < this.#retryAt) return undefined
    try {
      return this.#matrices.of(card)
    } catch (error) {
      this.#retryAt = this.#clock.now() + RETRY_MS
      this.#failed(problemDataOf(error))
      return undefined
    }
  }

  /** Looks again which model is active; call it after promote, rollback, undo and redo. */
  refresh(): void {
    this.#card = this.#store.activeModel()
  }

  /** The active model, if it was learned on this instrument. */
  fitting(serial: string): ModelCard | undefined {
    return this.#card?.instrument === serial ? this.#card : undefined
  }

  /**
   * Corrects one spectrum, measured by the instrument with that serial number, as far as the model reaches; without a
   * model that fits all of its own range nothing is corrected.
   */
  async correct(reflectance: Reflectance, wavelengthNm: Float64Array, serial: string): Promise<Corrected> {
    const card = this.#card
    if (!card) return { domain: 'none', domainDetail: 'No model yet' }
    const misfit = mismatch(card, serial, wavelengthNm)
    if (misfit) return { domain: 'none', domainDetail: misfit.data.happened }
    if (isMatrixMethod(card.method)) return this.#colourOnly(card)
    const part = onModelAxis(card, wavelengthNm, reflectance)
    if (!part) throw new RangeError(`${reflectance.length} values for ${wavelengthNm.length} bands`)
    return this.#attempt(card, async (model) => ({
      ...(await model.correct(part.values)),
      wavelengthNm: part.wavelengthNm,
      model: card.version,
    }))
  }

  /** Corrects many spectra of the model's own axis; undefined where no model fits or the worker is away. */
  async correctTable(x: Matrix, serial: string): Promise<{ corrected: Matrix; hash: string } | undefined> {
    const card = this.#card
    if (card?.instrument !== serial || card.axis.bands !== x.columns) return undefined
    if (isMatrixMethod(card.method)) return undefined
    let corrected: Matrix | undefined
    await this.#attempt(card, async (model) => {
      corrected = (await model.correctTable(x)).corrected
      return { domain: 'in', domainDetail: '' }
    })
    return corrected && { corrected, hash: card.hash }
  }

  #colourOnly(card: ModelCard): Corrected {
    const { matrix } = this
    if (!matrix) return restarting(card)
    const domainDetail = `${card.version} corrects X, Y and Z only, the spectrum is as measured`
    return { domain: 'none', domainDetail, model: card.version, matrix }
  }

  async #attempt(card: ModelCard, job: (model: OpenModel) => Promise<Corrected>): Promise<Corrected> {
    if (this.#clock.now() < this.#retryAt) return restarting(card)
    try {
      return await job(await this.#shelf.open(card.hash))
    } catch (error) {
      this.#shelf.drop(card.hash)
      this.#retryAt = this.#clock.now() + RETRY_MS
      this.#failed(problemDataOf(error))
      return restarting(card)
    }
  }
}

const restarting = (card: ModelCard): Corrected => ({
  domain: 'none',
  domainDetail: `${card.version} is not available at the moment`,
})

const rangeOf = (nm: Float64Array): string => {
  const [first, last] = [nm[0], nm.at(-1)]
  return first === undefined || last === undefined
    ? ''
    : ` from ${+first.toFixed(1)} to ${+last.toFixed(1)} nm`
}

/** Why a model must not correct spectra of this instrument and these bands. */
export function mismatch(card: ModelCard, serial: string, wavelengthNm: Float64Array): Problem | undefined {
  const { axis } = card
  const happened =
    card.instrument !== serial
      ? `${card.version} was learned on ${card.instrument}, this spectrometer is ${serial}.`
      : modelPart(card, wavelengthNm)
        ? undefined
        : `${card.version} covers ${axis.fromNm} to ${axis.toNm} nm in ${axis.bands} bands, the reading has ${wavelengthNm.length}${rangeOf(wavelengthNm)}.`
  if (happened === undefined) return undefined
  return new Problem({
    code: 'MODEL_MISMATCH',
    title: 'The model belongs to another instrument',
    happened,
    kept: 'The raw spectrum.',
    next: 'Scan a plate with this instrument, or make its own model active.',
  })
}
