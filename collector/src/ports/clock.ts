/** Epoch milliseconds. Services take time from here and pass it on as `at`. */
export interface Clock {
  now(): number;
}
