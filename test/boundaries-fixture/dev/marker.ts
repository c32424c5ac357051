// clean
export const marker = 'dev';
