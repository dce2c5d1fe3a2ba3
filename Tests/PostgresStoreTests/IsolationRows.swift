import PostgresClient
import PostgresTestKit
import SyncCore

/// Gives a tenant a row in every table that lacks one, built from the catalogue alone, so that a new table is
/// tested like the others. Its values are meaningless: constraints that forbid them are dropped in the test's database.
enum IsolationRows {
    static func complete(_ tenant: TenantID, in database: TestDatabase) async throws {
        try await database.superuser.withConnection { connection in
            try await connection.executeScript(
                script.replacing("TENANT", with: "\(tenant)"))
        }
    }

    private static let script = """
        do $fill$
        declare
            relation record;
            attribute record;
            checked record;
            names text[];
            texts text[];
            value text;
            is_there boolean;
        begin
            -- No foreign key is looked at.
            set local session_replication_role = replica;
            for relation in
                select oid, relname from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                    and oid in (select attrelid from pg_attribute where attname = 'tenant_id')
            loop
                execute format('select exists (select from %I where tenant_id = %L)', relation.relname, 'TENANT') into is_there;
                continue when is_there;
                for checked in select conname from pg_constraint where conrelid = relation.oid and contype = 'c' loop
                    execute format('alter table %I drop constraint %I', relation.relname, checked.conname);
                end loop;
                names := '{}';
                texts := '{}';
                for attribute in
                    select attname, format_type(atttypid, null) as type, atttypid in (select oid from pg_type where typcategory = 'A') as is_list
                    from pg_attribute
                    where attrelid = relation.oid and attnum > 0 and not attisdropped and attgenerated = ''
                        and (attname = 'tenant_id' or (attnotnull and not atthasdef and attidentity = ''))
                loop
                    value := case
                        when attribute.attname = 'tenant_id' then quote_literal('TENANT')
                        when attribute.is_list then quote_literal('{}')
                        when attribute.type = 'uuid' then 'gen_random_uuid()'
                        when attribute.type in ('text', 'character varying') then 'gen_random_uuid()::text'
                        when attribute.type = 'smallint' then '(random() * 30000)::smallint'
                        when attribute.type in ('integer', 'bigint', 'numeric', 'double precision') then '(random() * 1000000000)::integer'
                        when attribute.type = 'boolean' then 'false'
                        when attribute.type in ('timestamp with time zone', 'date') then 'clock_timestamp()'
                        when attribute.type in ('json', 'jsonb') then quote_literal('{}')
                        when attribute.type = 'bytea' then quote_literal('\\x00')
                        else 'null' end;
                    names := names || quote_ident(attribute.attname);
                    texts := texts || value;
                end loop;
                execute format(
                    'insert into %I (%s) values (%s)', relation.relname, array_to_string(names, ', '), array_to_string(texts, ', '));
            end loop;
        end
        $fill$;
        """
}
