import { oceanSubjects } from './ocean-subjects.ts'
import { IN_PROCESS, over, OVER_TCP, OVER_USB, THROUGH_USB_PACKAGE } from './routes.ts'

const { usb2000, usb2000plus, flameS, usb4000, usb4000FullSpeed, hr4000, jaz } = oceanSubjects

/**
 * The habits of the package bite where answers have several endpoints and odd lengths, so one of each wiring goes through it.
 * A Jaz is not among them: half of its 4,096 bytes are whole packets, and an unfinished transfer of those is thrown away, so
 * that half an answer looks like silence. TCP is the Jaz's own; the others are reached over it as simulators only.
 */
over([IN_PROCESS, OVER_USB, THROUGH_USB_PACKAGE, OVER_TCP], 'USB2000', usb2000)
over([OVER_USB], 'USB2000+', usb2000plus)
over([OVER_USB], 'Flame-S', flameS)
over([OVER_USB, THROUGH_USB_PACKAGE, OVER_TCP], 'USB4000', usb4000)
over([OVER_USB], 'USB4000 at full speed', usb4000FullSpeed)
over([OVER_USB], 'HR4000', hr4000)
over([OVER_USB, OVER_TCP], 'Jaz', jaz)
