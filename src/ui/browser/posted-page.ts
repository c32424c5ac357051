/**
 * Lets a form that was refused be left and found again like any other page. Pages are not stored, so a browser would
 * have to send the form once more: by Back it shows an error of its own, and a reload spends another try. A page
 * without a form is left alone: who came with a request that was not taken reloads to ask again.
 */
export const forgetPostedForm = (page: Document, view: Window): void => {
  if (page.querySelector('main form') === null) return;
  view.history.replaceState(view.history.state, '');
};
