// A set-up file of the unit tests of all packages: it verifies what the tracer guarantees.
import { verifyKernels } from './check.ts';

verifyKernels();
