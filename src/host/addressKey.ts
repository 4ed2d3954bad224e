/** Where it is kept from which address AWS sees a person come, as they have said it. */
export const addressKey = 'testInstances.address';
