import { Problem } from '../../contract/errors.ts'
import type { ProblemCode } from '../../contract/errors.ts'
import type { Role } from '../../contract/instrument.ts'

const LINK_CODES: readonly ProblemCode[] = [
  'DEVICE_LOST',
  'DEVICE_TIMEOUT',
  'PROTOCOL_VIOLATION',
  'NO_DEVICE',
  'BUSY',
  'PERMISSION',
  'DRIVER',
  'WRONG_DEVICE',
]
const RETRIED: readonly ProblemCode[] = ['DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION']

/** Whether the connection itself is in doubt, so that the device has to be opened again. */
export function endsLink(error: unknown): boolean {
  return error instanceof Problem && LINK_CODES.includes(error.code)
}

/** Whether the same command may simply be sent again: no reply, or one that does not parse. */
export function isRetried(error: unknown): boolean {
  return error instanceof Problem && RETRIED.includes(error.code)
}

/** The link ended without a command under way. */
export function offline(product: string): Problem {
  return new Problem({
    code: 'DEVICE_LOST',
    title: `The ${product} was disconnected`,
    happened: 'Its connection ended.',
    kept: 'All committed readings.',
    next: 'Plug it in again. It is found by its serial number and work goes on.',
  })
}

/** An instrument without settings to choose was asked to change one. */
export function nothingToSet(product: string): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: 'Nothing to set',
    happened: `The ${product} has no settings to choose.`,
    kept: 'Everything as it was.',
    next: 'Use it as it is.',
  })
}

/** Another unit of the same kind answers in the place of the one that was lost. */
export function otherSerial(product: string, expected: string, found: string): Problem {
  return new Problem({
    code: 'WRONG_DEVICE',
    title: `Another ${product} answered`,
    happened: `Serial number ${found} instead of ${expected}.`,
    kept: 'All committed readings; nothing was read from the other unit.',
    next: `Plug ${expected} in again, or connect the other one by hand after the scan.`,
  })
}

const WANTED: Record<Role, string> = {
  spectrometer: 'spectrometer',
  reference: 'reference instrument',
  stage: 'stage',
  none: 'instrument',
}

/** No instrument has the role. */
export function nobody(role: Role): Problem {
  return new Problem({
    code: 'NO_DEVICE',
    title: `No ${WANTED[role]} yet`,
    happened: `No connected instrument has the role ${role}.`,
    kept: 'Nothing is lost.',
    next: 'Plug one in, it appears by itself, or add the simulated bench.',
  })
}

/** A URI that names nothing on this bench. */
export function unknownDevice(uri: string): Problem {
  return new Problem({
    code: 'NOT_FOUND',
    title: 'No such instrument',
    happened: `"${uri}" is not on the bench.`,
    kept: 'Nothing was changed.',
    next: 'Choose one from the device list.',
  })
}

/** A role the instrument cannot take. */
export function roleRefused(product: string, role: Role, roles: readonly Role[]): Problem {
  return new Problem({
    code: 'BAD_REQUEST',
    title: `The ${product} cannot be the ${WANTED[role]}`,
    happened: `It can be: ${roles.join(', ') || 'nothing'}.`,
    kept: 'The roles as they were.',
    next: 'Choose another instrument for this role.',
  })
}

/** An instrument that has the role but not the ability. */
export function lacks(product: string, what: string): Problem {
  return new Problem({
    code: 'DEVICE_REFUSED',
    title: `The ${product} cannot do this`,
    happened: `It has no ${what}.`,
    kept: 'All committed readings.',
    next: 'Give the role to another instrument.',
  })
}

/** A scan goes on with a reference of the kind it was begun with. */
export function otherKind(product: string): Problem {
  return new Problem({
    code: 'WRONG_DEVICE',
    title: `The ${product} is a reference of another kind`,
    happened:
      'The pairs of this session are of the other kind: with a reference spectrum, or with X, Y and Z only. A model is learned from one kind.',
    kept: 'Nothing was started; all committed pairs.',
    next: 'Scan in a new session, or give the role of the reference to the instrument that began.',
  })
}

/** Nothing to compare: no spectrum on one side, no colour on the other. */
export function noCommonColour(product: string): Problem {
  return new Problem({
    code: 'DEVICE_REFUSED',
    title: `The ${product} and this spectrometer have nothing in common`,
    happened: 'The reference gives X, Y and Z only, and the spectrometer does not reach from 410 to 700 nm.',
    kept: 'Nothing was started; all committed readings.',
    next: 'Use a reference with a spectrum, or a spectrometer of the visible range.',
  })
}

/** A reference without a spectrum where pairs of spectra are wanted. */
export function noSpectrum(product: string): Problem {
  return new Problem({
    code: 'DEVICE_REFUSED',
    title: `The ${product} measures no spectrum`,
    happened: 'It gives X, Y and Z only. Spectra cannot be corrected from tristimulus values.',
    kept: 'Nothing was started; all committed readings.',
    next: 'Scan a plate with it and learn a matrix for X, Y and Z, or use a spectroradiometer.',
  })
}
