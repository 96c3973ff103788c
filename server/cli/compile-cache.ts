/** Has Node keep what it compiles from here on, which makes the next start quicker; Node 20 cannot. Loaded before all that is large. */
import module from 'node:module'

;(module as { enableCompileCache?: () => void }).enableCompileCache?.()
