import { Problem } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'

/** Nothing has been measured or imported yet. */
export function noSession(): Problem {
  return new Problem({
    code: 'NOT_FOUND',
    title: 'No session yet',
    happened: 'Nothing has been measured or imported.',
    kept: 'Nothing was changed.',
    next: 'Scan a plate, or import paired spectra.',
  })
}

/** A model that failed its acceptance is not made active. */
export function notAccepted(card: ModelCard): Problem {
  return new Problem({
    code: 'ACCEPTANCE',
    title: `${card.version} was not accepted`,
    happened: card.reason,
    kept: `The active model stays, ${card.version} is kept for study.`,
    next: 'Add pairs to the plate, or choose another method.',
  })
}

/** What a rollback says in the status line. */
export const rolledBack = (now: string, before: string): ProblemData => ({
  code: 'ROLLED_BACK',
  title: `${now} is active again`,
  happened: `You went back from ${before}.`,
  kept: 'Both versions and all readings.',
  next: 'Redo with Ctrl Shift Z.',
})

/** No model was named and none is active. */
export function noActiveModel(): Problem {
  return new Problem({
    code: 'MODEL_MISSING',
    title: 'No model is active',
    happened: 'No model was named either.',
    kept: 'Nothing was changed.',
    next: 'Train one and make it active, or name a model.',
  })
}

/** Spectra that a model cannot be used on. */
export function outOfRange(card: ModelCard, happened: string): Problem {
  return new Problem({
    code: 'MODEL_MISMATCH',
    title: `${card.version} does not fit these spectra`,
    happened,
    kept: 'Nothing was changed.',
    next: 'Use a model of this instrument and range.',
  })
}

/** Spectra where a model corrects X, Y and Z only. */
export function colourOnly({ version, method }: ModelCard): Problem {
  return new Problem({
    code: 'MODEL_MISMATCH',
    title: `${version} corrects no spectra`,
    happened: `It is a matrix (${method}) for X, Y and Z, learned from a reference without a spectrum.`,
    kept: 'The spectra as they were measured.',
    next: 'Read colours with it (isochrome read, live view), or use a model that was learned from spectra.',
  })
}

/** A matrix cannot be moved by a few patches: it is learned anew from a scan that costs hardly more. */
export function matrixLearnsAnew({ version }: ModelCard): Problem {
  return new Problem({
    code: 'MODEL_MISMATCH',
    title: `${version} is learned anew, not recalibrated`,
    happened: 'It is a matrix of nine numbers for X, Y and Z: a scan of 24 patches determines all of them.',
    kept: `${version} as it is.`,
    next: 'Scan 24 patches of many colours with the colorimeter and train; the better of the two is kept.',
  })
}

/** A text that is no exported model. */
export function noBundle(happened: string, cause?: unknown): Problem {
  return new Problem(
    {
      code: 'MODEL_DAMAGED',
      title: 'This is no model of this program',
      happened,
      kept: 'Nothing was imported.',
      next: 'Export the model again where it came from.',
    },
    { cause },
  )
}

/** A format that this build cannot write. */
export function noWriter(format: string): Problem {
  return new Problem({
    code: 'FORMAT_UNKNOWN',
    title: `${format} cannot be written`,
    happened: 'This format is only read.',
    kept: 'All readings.',
    next: 'Choose csv, cgats, ti3, sp, jcamp, spc or cxf3.',
  })
}

/** A session without anything to write. */
export function nothingToExport(session: number): Problem {
  return new Problem({
    code: 'NO_MATCH',
    title: 'Nothing to export',
    happened: `Session ${session} has no readings of this kind.`,
    kept: 'All readings.',
    next: 'Choose other values or another session.',
  })
}
