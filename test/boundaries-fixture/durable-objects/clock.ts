// clean
export interface Clock {
  now(): number;
}
