CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"level" text NOT NULL,
	"wrapped_key" text NOT NULL,
	"kek_version" integer NOT NULL,
	"sealed_email" text NOT NULL,
	"sealed_phone" text NOT NULL,
	"has_password" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	"applied_seq" bigint NOT NULL,
	CONSTRAINT "account_subject_unique" UNIQUE("subject")
);
--> statement-breakpoint
CREATE TABLE "account_identifier" (
	"kind" text NOT NULL,
	"index_version" integer NOT NULL,
	"value" text NOT NULL,
	"account" text NOT NULL,
	CONSTRAINT "account_identifier_owner" PRIMARY KEY("kind","index_version","value")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"chain" text NOT NULL,
	"seq" bigint NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	"event_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" bigint NOT NULL,
	"account" text,
	"client" text,
	"sealed" text,
	CONSTRAINT "audit_event_place" PRIMARY KEY("chain","seq"),
	CONSTRAINT "audit_event_once" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"chain" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" bigint NOT NULL,
	"signature" text NOT NULL,
	CONSTRAINT "audit_head_chain_seq_pk" PRIMARY KEY("chain","seq")
);
--> statement-breakpoint
CREATE TABLE "client" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"name" text NOT NULL,
	"record" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"account" text NOT NULL,
	"seq" bigint NOT NULL,
	"client" text NOT NULL,
	"scopes" text[] NOT NULL,
	"level" text NOT NULL,
	"version" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "consent_account_seq_pk" PRIMARY KEY("account","seq")
);
--> statement-breakpoint
CREATE TABLE "terms_acceptance" (
	"account" text NOT NULL,
	"seq" bigint NOT NULL,
	"terms_version" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "terms_acceptance_account_seq_pk" PRIMARY KEY("account","seq")
);
--> statement-breakpoint
CREATE INDEX "account_identifier_account" ON "account_identifier" USING btree ("account");--> statement-breakpoint
CREATE INDEX "audit_event_account" ON "audit_event" USING btree ("account","at");--> statement-breakpoint
CREATE INDEX "consent_client" ON "consent" USING btree ("client");