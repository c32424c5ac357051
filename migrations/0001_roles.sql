-- What the two roles of the product may do. The roles exist before this runs: the local world makes them, and for a
-- deployment the operator does, once, as an administrator:
--   CREATE ROLE gatehouse_app LOGIN PASSWORD '…';
--   CREATE ROLE gatehouse_ledger LOGIN PASSWORD '…';
-- Neither owns a table, so neither can give itself more. A table made by a later migration is granted there.
GRANT USAGE ON SCHEMA public TO gatehouse_app, gatehouse_ledger;
--> statement-breakpoint
-- Workers answer requests: they read what operators ask for, and write nothing.
GRANT SELECT ON account, account_identifier, terms_acceptance, consent, client, audit_event, audit_head TO gatehouse_app;
--> statement-breakpoint
-- Ledgers add to the audit chains and keep the projections. Nobody changes or deletes an audit row.
GRANT SELECT, INSERT ON audit_event, audit_head TO gatehouse_ledger;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON account, account_identifier, terms_acceptance, consent, client TO gatehouse_ledger;
