import path from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type { RamanAnswer, RamanCard, RamanEvent, RamanSpectrum, RamanTrain } from '../../contract/raman.ts'
import type { ExplainService } from '../../model/explain/service.ts'
import { readRaman } from '../../model/raman/classifier.ts'
import { PRESENT } from '../../model/raman/judge.ts'
import type { KnownSpectra } from '../../model/raman/training-rows.ts'
import { at } from '../../spectra/at.ts'
import { wavenumberAxis } from '../../spectra/raman-shift.ts'
import { NetworkFiles } from '../network-files.ts'
import type { Store } from '../store/interface.ts'
import { interruptible } from './interruptible.ts'
import { readFolder } from './raman-folder.ts'
import { demoKnown, knownFrom, onAxis } from './raman-known.ts'

const KIND = 'raman'

/** Raman classifiers: trains one at a time, keeps them, asks them. */
export class RamanDesk {
  readonly #models: ExplainService
  readonly #store: Store
  readonly #files: NetworkFiles
  #job: AbortController | undefined

  constructor({ store, models }: { readonly store: Store; readonly models: ExplainService }) {
    this.#models = models
    this.#store = store
    this.#files = new NetworkFiles(store.file, KIND, 'r')
  }

  /** @throws Problem ALREADY_RUNNING, STORE_READONLY */
  train(input: RamanTrain): AsyncIteratorObject<RamanEvent, undefined, void> {
    if (this.#job) throw running()
    const controller = new AbortController()
    this.#job = controller
    return interruptible(this.#train(input, controller.signal), controller, () => {
      if (this.#job === controller) this.#job = undefined
    })
  }

  cancel(): void {
    this.#job?.abort(new DOMException('cancelled', 'AbortError'))
  }

  /** Cards, oldest first; a damaged file is left out of the list and says so when it is asked for. */
  list(): RamanCard[] {
    return this.#files.versions().flatMap((version) => {
      try {
        return [this.#card(version)]
      } catch {
        return []
      }
    })
  }

  /** Bytes and card of a classifier, the newest where none is named. @throws Problem NOT_FOUND, MODEL_MISSING, MODEL_DAMAGED */
  open(name?: string): { readonly card: RamanCard; readonly bytes: Uint8Array } {
    const version = name ?? this.#files.versions().at(-1)
    if (version === undefined) throw none()
    const bytes = this.#files.read(this.#named(version))
    return { card: { ...readRaman(bytes).card, version: this.#named(version) }, bytes }
  }

  /** Keeps a file that came from elsewhere under the next free name; the same file again is only named. */
  import(bytes: Uint8Array): RamanCard {
    const { card } = readRaman(bytes)
    const known = this.list().find(({ hash }) => hash === card.hash)
    if (known) return known
    const version = this.#files.nextVersion()
    this.#files.insert(version, bytes)
    return { ...card, version }
  }

  /** What spectra are, each on its own wavenumbers. @throws Problem MODEL_MISMATCH where one does not reach the classifier's range */
  async classify(
    spectra: readonly RamanSpectrum[],
    name?: string,
  ): Promise<{ readonly model: RamanCard; readonly answers: RamanAnswer[] }> {
    const { card, bytes } = this.open(name)
    const { fromCm, toCm, bands } = card.axis
    const axis = wavenumberAxis(fromCm, toCm, bands)
    const data = new Float64Array(spectra.length * bands)
    for (const [row, spectrum] of spectra.entries()) {
      requireFinite(spectrum)
      data.set(onAxis(reaching(spectrum, card), axis), row * bands)
    }
    const { probabilities } = await this.#models.classifyRaman(bytes, {
      rows: spectra.length,
      columns: bands,
      data,
    })
    const classes = card.classes.length
    const answers = spectra.map((spectrum, row) =>
      answerOf(spectrum.name, card, Array.from(probabilities.subarray(row * classes, (row + 1) * classes))),
    )
    return { model: card, answers }
  }

  async *#train(input: RamanTrain, signal: AbortSignal): AsyncGenerator<RamanEvent, undefined> {
    const said: string[] = []
    const { known, source } = await this.#known(input, (sentence) => said.push(sentence), signal)
    for (const sentence of said) yield { type: 'said', sentence }
    if (this.#store.readOnly) throw readOnly()
    const { task, size, epochs, seed, name } = input
    const made = input.folder === undefined && input.files === undefined
    const request = {
      known,
      measured: made ? 0 : known.spectra.rows,
      task,
      size,
      epochs,
      seed,
      version: this.#files.nextVersion(),
      source: name ?? source,
    }
    for await (const event of this.#models.trainRaman(request, signal)) {
      if (event.type === 'epoch') yield event
      else {
        signal.throwIfAborted()
        this.#files.insert(request.version, event.bytes)
        yield { type: 'finished', card: event.card }
      }
    }
  }

  async #known(
    { folder, files, bands, laserNm }: RamanTrain,
    say: (sentence: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly known: KnownSpectra; readonly source: string }> {
    if (folder === undefined && files === undefined)
      return { known: demoKnown(bands), source: 'made substances' }
    const read = files ?? (await readFolder(folder ?? '', signal))
    return {
      known: knownFrom(read, { bands, laserNm, say }),
      source: path.basename(folder ?? 'chosen files'),
    }
  }

  #card(version: string): RamanCard {
    return { ...readRaman(this.#files.read(version)).card, version }
  }

  /** A version name, or the beginning of a hash. */
  #named(name: string): string {
    if (this.#files.versions().includes(name)) return name
    return this.list().find(({ hash }) => name.length >= 6 && hash.startsWith(name))?.version ?? name
  }
}

function answerOf(name: string, card: RamanCard, probabilities: number[]): RamanAnswer {
  const order = [...probabilities.keys()].sort((a, b) => at(probabilities, b) - at(probabilities, a))
  const likely = order.filter((i) => at(probabilities, i) >= PRESENT)
  const found = likely.map((i) => card.classes[i] ?? '')
  const [best = 0] = order
  const percent = (i: number): string => `${(100 * at(probabilities, i)).toFixed(1)} %`
  const said =
    likely.length > 0
      ? likely.map((i) => `${card.classes[i] ?? ''} ${percent(i)}`).join(', ')
      : `nothing above 50 %; nearest is ${card.classes[best] ?? ''} with ${percent(best)}`
  return { name, found, probabilities, said }
}

/** Half a per cent of the range may be missing at an end; more was not measured and is not guessed. */
function reaching(spectrum: RamanSpectrum, { version, axis: { fromCm, toCm } }: RamanCard): RamanSpectrum {
  const { wavenumberCm, name } = spectrum
  const slack = 0.005 * (toCm - fromCm)
  const [first, last] = [at(wavenumberCm, 0), at(wavenumberCm, wavenumberCm.length - 1)]
  if (first <= fromCm + slack && last >= toCm - slack) return spectrum
  throw new Problem({
    code: 'MODEL_MISMATCH',
    title: `${version} does not fit ${name}`,
    happened: `The spectrum covers ${first.toFixed(0)} to ${last.toFixed(0)} cm-1, the classifier ${fromCm.toFixed(0)} to ${toCm.toFixed(0)} cm-1.`,
    kept: 'Nothing was changed.',
    next: 'Measure the whole range, or train a classifier on this one.',
  })
}

function requireFinite({ name, values, wavenumberCm }: RamanSpectrum): void {
  const bad =
    values.length !== wavenumberCm.length || values.length < 2
      ? 0
      : values.findIndex((value, i) => !Number.isFinite(value) || !Number.isFinite(at(wavenumberCm, i)))
  if (bad === -1) return
  throw new Problem({
    code: 'FORMAT_BAD',
    title: `${name} cannot be used`,
    happened: `Point ${bad + 1} is no finite number, or axis and values differ in length.`,
    kept: 'Nothing was changed.',
    next: 'Measure it again, or remove the point.',
  })
}

const running = (): Problem =>
  new Problem({
    code: 'ALREADY_RUNNING',
    title: 'A Raman training is running',
    happened: 'One runs at a time.',
    kept: 'It goes on.',
    next: 'Wait for its end, or stop it first.',
  })

const none = (): Problem =>
  new Problem({
    code: 'MODEL_MISSING',
    title: 'There is no Raman classifier yet',
    happened: 'None was trained or imported.',
    kept: 'Nothing was changed.',
    next: 'Train one: on the made substances of the demonstration, or on a folder of spectra.',
  })

const readOnly = (): Problem =>
  new Problem({
    code: 'STORE_READONLY',
    title: 'Nothing can be kept here',
    happened: 'The data folder is open for reading only.',
    kept: 'Nothing was changed.',
    next: 'Close the other program, or name another database.',
  })
