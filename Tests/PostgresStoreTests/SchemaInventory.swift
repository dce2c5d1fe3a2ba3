import PostgresClient
import PostgresTestKit

/// Everything a schema consists of, one line each, in PostgreSQL's own words. Partitions are left out: they depend
/// on the month.
enum SchemaInventory {
    static func read(_ database: TestDatabase) async throws -> Set<String> {
        Set(try await database.superuser.query(ReadInventory()))
    }

    private struct ReadInventory: PostgresStatement {
        typealias Row = String
        static let sql = """
            with relation as (
                select * from pg_class
                where relnamespace = 'public'::regnamespace and not relispartition and relkind in ('r', 'p', 'v', 'S', 'm')
            ), grants (object, acl) as (
                select 'relation ' || relname, coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))
                from relation
                union all
                select 'column ' || attrelid::regclass::text || '.' || attname, attacl
                from pg_attribute join relation on relation.oid = attrelid where attacl is not null
                union all
                select 'function ' || oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))
                from pg_proc where pronamespace = 'public'::regnamespace
                union all
                select 'schema ' || nspname, nspacl from pg_namespace where nspname = 'public'
                union all
                select 'default ' || defaclrole::regrole::text || ' ' || defaclnamespace || ' ' || defaclobjtype::text, defaclacl from pg_default_acl
            )
            select format('relation %s %s owner=%s rls=%s,%s options=%s', relkind, relname, relowner::regrole, relrowsecurity,
                relforcerowsecurity, reloptions) as line
            from relation
            union all
            select format('column %s.%s %s %s notnull=%s default=%s', attrelid::regclass, attnum, attname,
                format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
            from pg_attribute join relation on relation.oid = attrelid
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where attnum > 0 and not attisdropped
            union all
            select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid))
            from pg_constraint join relation on relation.oid = conrelid
            union all
            select format('index %s', pg_get_indexdef(indexrelid)) from pg_index join relation on relation.oid = indrelid
            union all
            select format('partitioned %s %s', relname, pg_get_partkeydef(oid)) from relation where relkind = 'p'
            union all
            select format('view %s %s', relname, pg_get_viewdef(oid)) from relation where relkind = 'v'
            union all
            select format('policy %s %s %s %s %s %s %s', tablename, policyname, permissive, roles, cmd, qual, with_check)
            from pg_policies where schemaname = 'public'
            union all
            select format('function %s owner=%s %s', oid::regprocedure, proowner::regrole, pg_get_functiondef(oid))
            from pg_proc where pronamespace = 'public'::regnamespace
            union all
            select format('sequence %s %s %s %s', sequencename, data_type, start_value, increment_by)
            from pg_sequences where schemaname = 'public'
            union all
            select format('trigger %s %s', tgrelid::regclass, pg_get_triggerdef(pg_trigger.oid))
            from pg_trigger join relation on relation.oid = tgrelid where not tgisinternal
            union all
            select format('comment %s %s %s', relname, objsubid, description)
            from pg_description join relation on relation.oid = objoid where classoid = 'pg_class'::regclass
            union all
            select format('comment %s %s', objoid::regprocedure, description)
            from pg_description join pg_proc on pg_proc.oid = objoid
            where classoid = 'pg_proc'::regclass and pronamespace = 'public'::regnamespace
            union all
            select format('grant %s to %s %s grantable=%s by %s', object, grantee::regrole, privilege_type, is_grantable, grantor::regrole)
            from grants, aclexplode(acl)
            """

        static func decode(_ row: PostgresRow) throws -> String { try row.text("line") }
    }
}
