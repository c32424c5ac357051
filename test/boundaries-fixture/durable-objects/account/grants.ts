// clean
export const grants = 1;
