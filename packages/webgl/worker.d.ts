/** A script: it exports nothing. */
export {};
