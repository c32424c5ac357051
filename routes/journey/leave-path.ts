/** Where the form of a page goes that is no step of its journey, and leads back to the service. */
export const leavePath = (interaction: string): string => `/journey/${interaction}/leave`;
