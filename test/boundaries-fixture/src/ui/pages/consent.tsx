// clean
export const Consent = () => <p>consent</p>;
