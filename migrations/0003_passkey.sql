CREATE TABLE "passkey" (
	"account" text NOT NULL,
	"value" text NOT NULL,
	"seq" bigint NOT NULL,
	"sealed" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "passkey_account_value_pk" PRIMARY KEY("account","value")
);

--> statement-breakpoint
GRANT SELECT ON passkey TO gatehouse_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON passkey TO gatehouse_ledger;
--> statement-breakpoint
-- The id of a passkey that was removed is nobody's.
GRANT DELETE ON account_identifier TO gatehouse_ledger;
