// Every kernel of the suites is verified as programs from elsewhere are, so that the tracer is held to what a page
// takes for granted.
import { verifyKernels } from '@heddle/core/backend';

verifyKernels();
