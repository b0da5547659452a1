import { onAllRoutes } from './all-routes.ts'
import { subjects } from './subjects.ts'

onAllRoutes('Klein K10-A', subjects.klein)
onAllRoutes('JETI spectraval 1511', subjects.spectraval)
