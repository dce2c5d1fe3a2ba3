import PostgresClient

/// The functions that run with their owner's rights.
struct ListDefiners: PostgresStatement {
    struct Row: Sendable {
        let name: String
        let owner: String
        let isPinned: Bool
        let isPublic: Bool
        let isTheReaders: Bool
        let givesBytes: Bool
        let isDynamic: Bool
        let takesText: Bool
    }

    static let sql = """
        select proname, proowner::regrole::text as owner,
            coalesce('search_path=pg_catalog, public, pg_temp' = any (proconfig), false) as pinned,
            has_function_privilege('public', oid, 'execute') as open,
            has_function_privilege('passerelle_reader', oid, 'execute') as readers,
            exists (
                select from unnest(coalesce(proallargtypes, proargtypes::oid[]) || prorettype) as given (type)
                left join pg_type on pg_type.oid = given.type
                left join pg_attribute on attrelid = typrelid and attnum > 0
                where 'bytea'::regtype in (given.type, atttypid)) as bytes,
            coalesce(prosrc, '') ~* '\\mexecute\\M' as dynamic,
            exists (select from unnest(proargtypes::oid[]) as argument where argument not in ('int4'::regtype, 'int8'::regtype)) as texts
        from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by proname
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            name: try row.text("proname"), owner: try row.text("owner"), isPinned: try row.bool("pinned"),
            isPublic: try row.bool("open"), isTheReaders: try row.bool("readers"), givesBytes: try row.bool("bytes"),
            isDynamic: try row.bool("dynamic"), takesText: try row.bool("texts"))
    }
}

/// Rights on this program's objects that every login has.
struct ListPublicGrants: PostgresStatement {
    typealias Row = String
    static let sql = """
        select object || ' ' || privilege_type as granted from (
            select 'relation ' || relname as object, acl.*
            from pg_class, aclexplode(coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))) acl
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
            union all
            select 'column ' || attrelid::regclass || '.' || attname, acl.*
            from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl) acl
            where relnamespace = 'public'::regnamespace
            union all
            select 'function ' || oid::regprocedure, acl.*
            from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) acl
            where pronamespace = 'public'::regnamespace
        ) every where grantee = 0
        """

    static func decode(_ row: PostgresRow) throws -> String { try row.text("granted") }
}

/// What the directory role may do, column by column.
struct ListColumnRights: PostgresStatement {
    struct Row: Sendable {
        let table: String
        let column: String
        let reads: Bool
        let updates: Bool
        let inserts: Bool
        let deletes: Bool
    }

    static let sql = """
        select relname, attname,
            has_column_privilege('passerelle_directory', pg_class.oid, attnum, 'select') as reads,
            has_column_privilege('passerelle_directory', pg_class.oid, attnum, 'update') as updates,
            has_column_privilege('passerelle_directory', pg_class.oid, attnum, 'insert') as inserts,
            has_table_privilege('passerelle_directory', pg_class.oid, 'delete')
                or has_table_privilege('passerelle_directory', pg_class.oid, 'truncate') as deletes
        from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
        order by relname, attnum
        """

    static func decode(_ row: PostgresRow) throws -> Row {
        Row(
            table: try row.text("relname"), column: try row.text("attname"), reads: try row.bool("reads"),
            updates: try row.bool("updates"), inserts: try row.bool("inserts"), deletes: try row.bool("deletes"))
    }
}
