// A set-up file of the unit tests of all packages: the tracer is held to what a page takes for granted.
import { verifyKernels } from './check.ts';

verifyKernels();
