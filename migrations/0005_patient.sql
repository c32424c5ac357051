ALTER TABLE "account" ADD COLUMN "sealed_patient" text;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "proved_against" text;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "proved_at" bigint;