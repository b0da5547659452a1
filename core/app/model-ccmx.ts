import { createHash } from 'node:crypto'
import { Problem } from '../../contract/errors.ts'
import type { AcceptanceCheck, ModelCard } from '../../contract/model.ts'
import { WORKING_AXIS } from '../../contract/spectrum.ts'
import type { FileResult } from '../../contract/session.ts'
import { readCcmx, writeCcmx } from '../../formats/ccmx.ts'
import { XYZ_ONLY } from '../../model/tristimulus/methods.ts'
import { matrixBundle, rowsOf } from '../../model/tristimulus/train.ts'
import { isoTime } from '../async.ts'
import { Matrices } from '../matrices.ts'
import type { Store } from '../store/interface.ts'
import type { AppContext } from './context.ts'

/**
 * A model for X, Y and Z as .ccmx, which ArgyllCMS and others read.
 * @throws Problem NOT_FOUND, MODEL_DAMAGED, FORMAT_UNKNOWN for a model that corrects spectra
 */
export function exportCcmx(store: Store, name: string): FileResult {
  const card = store.getModel(name)
  const matrix = new Matrices(store).of(card)
  if (!matrix) throw notForColours(card)
  const { version, hash, instrument, reference, created, method } = card
  const text = writeCcmx({
    matrix,
    instrument,
    serial: instrument,
    reference: reference === '' ? undefined : reference,
    subject: 'Plate under the lamp of the bench, D65',
    descriptor: `${version}, ${method}, ${card.trainedOn} patches`,
    created,
  })
  return { name: `${version}-${hash.slice(0, 8)}.ccmx`, text, rows: 3 }
}

/**
 * A .ccmx as a model. It belongs to the spectrometer whose serial number it carries, else to the one on the bench, else
 * to what it calls its instrument. How good it is was not measured here: it is a candidate whose figures say so.
 * @throws Problem FORMAT_BAD
 */
export function importCcmx({ options, bench, clock }: AppContext, text: string): ModelCard {
  const { store } = options
  const { matrix, instrument, serial, reference, subject, descriptor, created } = readCcmx(text, 'The .ccmx')
  const connected = bench.holder('spectrometer')?.serial
  const owner = serial ?? (connected === undefined || connected === '' ? instrument : connected)
  const dataHash = createHash('sha256').update(text).digest('hex')
  const known = store.listModels().find((card) => card.dataHash === dataHash && card.instrument === owner)
  if (known) return known
  const { card, bytes } = matrixBundle(matrix, [], {
    version: store.nextVersion('full'),
    method: 'matrix3',
    state: 'candidate',
    instrument: owner,
    reference: reference ?? 'not said',
    session: 0,
    trainedOn: 0,
    axis: { ...WORKING_AXIS },
    assumptions: `A matrix from a file: the colours of the instruments differ by a linear map. ${XYZ_ONLY}`,
    parameters: {
      file: descriptor ?? '',
      made_for: instrument,
      learned_on: subject,
      ...(created === undefined ? {} : { made: created }),
      ...rowsOf(matrix),
    },
    dataHash,
    seed: 0,
    libraries: {},
    fitMs: 0,
    // Nothing was measured: zero patches, so no figure of these is shown.
    plate: { rmse: 0, p95: 0, gfc: 0, dE00: null },
    foreign: null,
    acceptance: unknown,
    accepted: true,
    reason: 'From a file: how good it is on this spectrometer was not measured. Check it with spots.',
    created: isoTime(clock),
  })
  return store.insertModel(card, bytes)
}

const unknown: AcceptanceCheck[] = [
  {
    name: 'Better than no correction',
    state: 'note',
    evidence: 'not measured here: the matrix is from a file',
  },
  { name: 'Spectra are corrected', state: 'note', evidence: 'no: X, Y and Z only' },
]

const notForColours = (card: ModelCard): Problem =>
  new Problem({
    code: 'FORMAT_UNKNOWN',
    title: `${card.version} is no matrix for X, Y and Z`,
    happened: `A .ccmx holds nine numbers for colours; a model of method ${card.method} corrects spectra.`,
    kept: 'Nothing was written.',
    next: 'Export the model itself, or its matrix as csv where it is affine.',
  })
