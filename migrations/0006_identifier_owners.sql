ALTER TABLE "account_identifier" DROP CONSTRAINT "account_identifier_owner";--> statement-breakpoint
ALTER TABLE "account_identifier" ADD CONSTRAINT "account_identifier_held" PRIMARY KEY("kind","index_version","value","account");--> statement-breakpoint
CREATE UNIQUE INDEX "account_identifier_owner" ON "account_identifier" USING btree ("kind","index_version","value") WHERE kind <> 'passkey';