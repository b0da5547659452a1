import { oceanUsbPackageConformance } from './ocean-routes.ts'
import { oceanSubjects } from './ocean-subjects.ts'

const { usb2000, usb4000, hdx, sr4 } = oceanSubjects

/**
 * One of each wiring: the habits of the package bite where answers have several endpoints and odd lengths. A Jaz is not
 * among them: half of its 4,096 bytes are whole packets, and an unfinished transfer of those is thrown away, so that half an
 * answer looks like silence.
 */
for (const [name, subject] of Object.entries({ usb2000, usb4000, hdx, sr4 }))
  oceanUsbPackageConformance(name, subject)
