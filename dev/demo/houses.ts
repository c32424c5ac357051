/** A demo connected service: who it is, and what stands on its pages. Both are served by one process. */
export interface House {
  /** Where its pages lie below the demo's origin. */
  readonly path: '' | '/hillview';
  /** Its first page. */
  readonly home: '/' | '/hillview';
  readonly name: string;
  /** The service in the middle of a sentence. */
  readonly kind: string;
  readonly look: 'riverside' | 'hillview';
  /** The folder of its key and its registration, below the demo's own. */
  readonly folder: string;
  readonly keyId: string;
  readonly headline: string;
  readonly lead: string;
  /** The heading of what a person has here. */
  readonly visitsName: string;
  readonly offers: readonly { readonly what: string; readonly words: string }[];
  /** Invented, and always in the near future of the world's clock. */
  readonly visits: readonly {
    readonly days: number;
    readonly time: string;
    readonly what: string;
    readonly where: string;
  }[];
}

export const riverside: House = {
  path: '',
  home: '/',
  name: 'Riverside Clinic',
  kind: 'clinic',
  look: 'riverside',
  folder: '',
  keyId: 'riverside-1',
  headline: 'Your clinic, by the river and online',
  lead: 'Book, move and cancel appointments, and see what was said at the last one.',
  visitsName: 'Appointments',
  offers: [
    { what: 'Minor injuries', words: 'Walk in between 8am and 8pm, or book a quiet hour.' },
    { what: 'Blood tests', words: 'Ten minutes, no waiting room: come at your time and ring the bell.' },
    { what: 'Vaccinations', words: 'Flu and travel, on weekday mornings and alternate Saturdays.' },
  ],
  visits: [
    { days: 2, time: '9:10am', what: 'Blood test', where: 'Room 3, ground floor' },
    { days: 9, time: '8:40am', what: 'Flu vaccination', where: 'Room 1, ground floor' },
    { days: 23, time: '2:30pm', what: 'Physiotherapy', where: 'The bright room above the boathouse' },
  ],
};

/** The second service: the first one may assert a login to it. */
export const hillview: House = {
  path: '/hillview',
  home: '/hillview',
  name: 'Hillview Pharmacy',
  kind: 'pharmacy',
  look: 'hillview',
  folder: 'hillview',
  keyId: 'hillview-1',
  headline: 'The pharmacy at the top of the hill',
  lead: 'Order what you take every month, and see what is ready before you climb up.',
  visitsName: 'Prescriptions',
  offers: [
    { what: 'Repeat prescriptions', words: 'Two presses on your phone, ready in two working days.' },
    { what: 'Ask the pharmacist', words: 'A private room, a cup of tea, and no appointment.' },
    { what: 'Delivery', words: 'To the whole valley on Tuesdays and Fridays, by bicycle.' },
  ],
  visits: [
    { days: 1, time: 'from 10am', what: 'Salbutamol inhaler', where: 'Ready at the counter' },
    { days: 4, time: 'by bicycle', what: 'Vitamin D, three months', where: 'To your door' },
    { days: 28, time: 'from 10am', what: 'Salbutamol inhaler', where: 'Ordered again for you' },
  ],
};
