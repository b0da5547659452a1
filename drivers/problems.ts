import { Problem } from '../contract/errors.ts'
import type { ProblemCode } from '../contract/errors.ts'

/** True for a Problem with one of these codes. */
export function isProblem(error: unknown, ...codes: readonly ProblemCode[]): error is Problem {
  return error instanceof Problem && codes.includes(error.code)
}

const KEPT = 'All committed readings.'

function make(code: ProblemCode, title: string, happened: string, next: string, cause?: unknown): Problem {
  return new Problem({ code, title, happened, kept: KEPT, next }, cause === undefined ? {} : { cause })
}

const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

/** No answer in time. `waitingFor` completes "No ... within 2.0 s": "reply to *idn?". */
export function timeout(waitingFor: string, ms: number): Problem {
  return make(
    'DEVICE_TIMEOUT',
    'The instrument does not answer',
    `No ${waitingFor} within ${seconds(ms)}.`,
    'Check power and cable, or replug it. As long as Isochrome runs it is tried again by itself.',
  )
}

/** The other side is gone: unplugged, switched off, connection closed. Without `where` it is not known which way it went. */
export function lost(where?: string, cause?: unknown): Problem {
  return make(
    'DEVICE_LOST',
    'The instrument was disconnected',
    where === undefined ? 'Its connection ended.' : `The connection over ${where} ended.`,
    'Plug it in again. As long as Isochrome runs it is found by its serial number and work goes on.',
    cause,
  )
}

/** Bytes that no valid frame of the protocol explains. */
export function violation(what: string, cause?: unknown): Problem {
  return make(
    'PROTOCOL_VIOLATION',
    'The instrument sent something unreadable',
    what,
    'Repeat the command. If it happens often, check the cable.',
    cause,
  )
}

/** Another program, or another part of this one, holds the port or the interface. */
export function busy(where: string, cause?: unknown): Problem {
  return make(
    'BUSY',
    'The port is in use',
    `Another program holds ${where}.`,
    'Close that program. As long as Isochrome runs it tries again by itself.',
    cause,
  )
}

/** The account may not open a serial port. */
export function serialPermission(path: string, cause?: unknown): Problem {
  return make(
    'PERMISSION',
    `No permission for ${path}`,
    'The system refuses your account the port.',
    'Add yourself to the group dialout (sudo usermod -a -G dialout $USER), then log in again.',
    cause,
  )
}

/** The account may not open a USB device. */
export function usbPermission(where: string, cause?: unknown): Problem {
  return make(
    'PERMISSION',
    `No permission for ${where}`,
    'The system refuses your account the USB device.',
    'Install the udev rule (Run doctor says how; from a checkout: isochrome doctor --install-udev), then plug the instrument in again.',
    cause,
  )
}

/** The system has no driver that lets programs open the device, or the native module cannot be loaded. */
export function driverMissing(where: string, detail: string, next: string, cause?: unknown): Problem {
  return make('DRIVER', 'Driver missing', `${where}: ${detail}`, next, cause)
}

/** Nothing is at the given place. */
export function noDevice(where: string, cause?: unknown): Problem {
  return make(
    'NO_DEVICE',
    'No instrument there',
    `Nothing was found at ${where}.`,
    'Check that it is switched on and plugged in, and that the address is right.',
    cause,
  )
}

/** Something answered, but it is another instrument than expected. */
export function wrongDevice(expected: string, found: string): Problem {
  return make(
    'WRONG_DEVICE',
    `This is not a ${expected}`,
    `At this place answered: ${found}.`,
    'Choose the right port, or the right kind of instrument for it.',
  )
}

/** What opening fails with: an answer that nobody can read is another instrument's. */
export const unlessStranger = (expected: string, error: unknown): unknown =>
  isProblem(error, 'PROTOCOL_VIOLATION')
    ? wrongDevice(expected, error.data.happened.replace(/\.$/, ''))
    : error

/** The instrument understood and said no. */
export function refused(what: string, reason: string, next: string): Problem {
  return make('DEVICE_REFUSED', 'The instrument refused', `${what}: ${reason}.`, next)
}

/** A setting does not read back as it was written. */
export function readback(what: string, asked: string, reported: string): Problem {
  return make(
    'READBACK',
    `${what} was not accepted`,
    `Asked ${asked}, device reports ${reported}.`,
    `Try again, or work with ${reported}.`,
  )
}

/** The table stopped itself, or would have had to. */
export function stageAlarm(happened: string, next: string): Problem {
  return make('STAGE_ALARM', 'The table stopped', happened, next)
}

/** An error of the measurement itself: too bright or too dark for the instrument. */
export function exposureProblem(code: 'SATURATED' | 'LEVEL_LOW', happened: string, next: string): Problem {
  return make(code, code === 'SATURATED' ? 'Saturated' : 'Too dark', happened, next)
}

/** A request that cannot be understood, with what is expected instead. */
export function badRequest(happened: string, next: string): Problem {
  return make('BAD_REQUEST', 'Not understood', happened, next)
}
