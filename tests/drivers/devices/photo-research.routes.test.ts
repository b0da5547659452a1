import { onAllRoutes } from './all-routes.ts'
import { subjects } from './subjects.ts'

onAllRoutes('Photo Research PR-650', subjects.pr650)
onAllRoutes('Photo Research PR-655', subjects.pr655)
onAllRoutes('Photo Research PR-670', subjects.pr670)
