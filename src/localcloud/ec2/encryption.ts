/** Key of AWS's own for volumes, in the form of an alias: what encrypts when no other key is named. */
export const usualKey = 'alias/aws/ebs';
