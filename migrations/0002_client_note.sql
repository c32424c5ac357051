CREATE TABLE "client_note" (
	"account" text NOT NULL,
	"client" text NOT NULL,
	"seq" bigint NOT NULL,
	"sealed" text,
	"at" bigint NOT NULL,
	CONSTRAINT "client_note_account_client_pk" PRIMARY KEY("account","client")
);
--> statement-breakpoint
GRANT SELECT ON client_note TO gatehouse_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON client_note TO gatehouse_ledger;
